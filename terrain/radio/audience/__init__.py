"""Who listened: from the spool to rows, and what is read of them."""
