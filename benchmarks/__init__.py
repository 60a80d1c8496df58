"""Benchmarks: peers and ours side by side in one run, as ratios. Reported, never asserted."""
