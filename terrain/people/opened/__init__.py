"""Who opened somebody's file: what the journal says of her, in words she can be told."""
