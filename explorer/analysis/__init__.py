"""Analysis of one night: spectra, events of any band, N3 by amplitude criterion, averages."""
