"""Storyboard Studio: prompt cards, images and clips on a timeline, every gap filled with motion."""

__version__ = "0.1.0"
