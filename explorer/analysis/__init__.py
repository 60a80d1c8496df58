"""Analysis of one night: spectra, events of any band, N3 by rule, averages, courses."""
