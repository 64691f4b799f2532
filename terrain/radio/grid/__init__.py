"""The weekly grid: what it plans, what it plays at an instant and why, and how the broadcast log follows it."""
