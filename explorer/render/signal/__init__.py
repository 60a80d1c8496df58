"""Markup of the Signal tab."""
