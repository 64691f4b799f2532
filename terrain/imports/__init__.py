"""Tables in: read, map, try, bring in, take back. Knows no domain; rooms above register what a row becomes."""
