"""Markup of the Function tab."""
