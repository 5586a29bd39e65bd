"""Editing: pure commands from board to board, and the session that holds the current board."""
