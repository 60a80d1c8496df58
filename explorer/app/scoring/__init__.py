"""Scoring on the page: the desk behind it, its controls, and the stager's."""
