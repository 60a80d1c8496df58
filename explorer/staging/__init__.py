"""Automatic staging by the released model of YASA, where that is installed."""
