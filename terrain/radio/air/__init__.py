"""On air: what plays in which slot, playlists and segments, served beside Django without it."""
