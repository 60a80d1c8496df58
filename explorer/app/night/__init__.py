"""The Night tab: hypnogram, spectrogram, band power, traces, controls, numbers."""
