"""The staff home: what is to be done today."""
