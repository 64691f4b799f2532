"""Whether two records of people are one person, across scripts and spellings. Pure: no database, no vault."""
