"""Permalinks: a view as a short line, for the address, for sharing, for a notebook."""

from explorer.app.permalink.link import (
    COMPARE,
    LONGEST,
    Link,
    apply_link,
    lesson_link,
    read_link,
    write_link,
)

__all__ = ["COMPARE", "LONGEST", "Link", "apply_link", "lesson_link", "write_link", "read_link"]
