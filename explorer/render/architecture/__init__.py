"""Sleep architecture on the page: words and small figures of what `explorer.metrics` says."""
