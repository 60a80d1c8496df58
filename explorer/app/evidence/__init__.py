"""The Evidence tab: claims, with the studies for and against each."""
