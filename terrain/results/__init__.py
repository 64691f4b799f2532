"""What was promised beside what is proved: rules of counting, values, declared values, snapshots. Numbers only."""
