"""The bridge between the kernel and the page."""
