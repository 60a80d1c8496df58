"""Drawings and words of the My nights tab."""
