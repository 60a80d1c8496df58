"""The tab Plan: a study planned, its list sealed, and two published trials as simulated twins."""
