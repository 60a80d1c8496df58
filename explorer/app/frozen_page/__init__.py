"""A page without a kernel: one file of HTML that holds a night and shows it."""
