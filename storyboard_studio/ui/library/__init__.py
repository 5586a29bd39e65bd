"""The library: the media of the board."""
