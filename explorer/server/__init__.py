"""The server behind ``sleep-explorer app``: who may ask it, from where, and for what."""
