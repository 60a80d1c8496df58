"""Rendering: every HTML and SVG that pages and reports show, from plain results."""
