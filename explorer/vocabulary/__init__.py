"""Words of the field: stages, bands, kinds of channel, units. No computing."""
