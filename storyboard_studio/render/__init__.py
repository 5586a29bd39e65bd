"""Rendering: the take store, the queue, the worker that owns the engine, and the film program."""
