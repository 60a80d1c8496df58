"""Nights in memory: objects of MNE, NumPy, xarray, pandas and YASA as recordings and scorings."""
