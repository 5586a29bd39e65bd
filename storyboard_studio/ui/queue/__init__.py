"""The queue: what is being filled, what waits, what failed."""
