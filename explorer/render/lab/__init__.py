"""Markup of the magnesium lab."""
