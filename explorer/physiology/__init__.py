"""What one channel's night shows of sleep: events of any band, N3 by rule, averages, courses."""
