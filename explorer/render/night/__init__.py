"""The report of one night: numbers, figures, provenance."""
