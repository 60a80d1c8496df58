"""Whence open data sets come, apart from what reads them: a server's start needs no reader."""

HOSTS = ("physionet.org", "s3.amazonaws.com")
"""Where those lie that are read where they lie."""
