"""The Compare tab: conditions compared within people."""
