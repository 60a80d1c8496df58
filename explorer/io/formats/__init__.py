"""Formats of scorers' programs and databases, a file each; `scorer_formats` lists them."""
