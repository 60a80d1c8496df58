"""The magnesium lab: models under a hand."""
