"""The online radio: the mothers' studio, the station that never falls silent, and the honest count of who listens."""
