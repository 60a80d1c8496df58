"""Scoring on the page: the controller behind it, its controls, and the stager's."""
