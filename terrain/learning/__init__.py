"""What is learned: courses, cohorts, who came, what they knew before and after, certificates."""
