"""The ground: who looks, what may be done, what was done, what is kept secret. Knows Django and no room above."""
