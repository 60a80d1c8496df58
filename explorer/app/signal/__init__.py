"""The Signal tab: averages, spectra and courses of one channel, of the night or a selection."""
