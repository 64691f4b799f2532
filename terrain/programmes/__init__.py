"""What was promised: the programme, its projects, logframes, targets, partners, places, and who works where."""
