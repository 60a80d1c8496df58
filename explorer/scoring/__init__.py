"""A person's own scoring: edits, the journal that keeps them, and files for other programs."""
