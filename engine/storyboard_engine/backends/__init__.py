"""The back-ends, one folder each, reached through the registry by id."""
