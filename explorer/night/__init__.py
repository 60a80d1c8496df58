"""The data model: one night as an xarray tree."""
