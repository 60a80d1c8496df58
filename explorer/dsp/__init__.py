"""Signal processing that knows no sleep."""
