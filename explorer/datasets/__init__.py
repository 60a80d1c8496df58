"""Sample nights and open recordings by name, and how they are downloaded."""
