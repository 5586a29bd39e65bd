"""The storyboard document: immutable values, their rules, and their plain-data form. Pure."""
