"""Dialogs and questions. Each asks one thing and returns the answer as a value."""
