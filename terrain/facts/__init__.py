"""Facts and exact counting: no names, pseudonyms only. Knows no domain; rooms above register what a record becomes."""
