"""Files that lie elsewhere: read by ranges over HTTP or fsspec, or fetched whole."""
