"""The signal side of the page: events, the line of N3, strips along the night, the Signal tab."""
