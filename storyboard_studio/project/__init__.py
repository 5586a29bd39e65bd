"""Board files on disk: atomic save, autosave, recovery, relinking."""
