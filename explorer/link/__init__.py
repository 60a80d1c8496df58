"""A view as a short line of text: the page's address, what is shared, what a notebook repeats."""

from explorer.link.view import LONGEST, Link, apply_link, link_of, read_link

__all__ = ["LONGEST", "Link", "apply_link", "link_of", "read_link"]
