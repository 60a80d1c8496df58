"""The report of a study, and the figures that page and report share."""
