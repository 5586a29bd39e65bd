"""The in-process engine that fills gaps with moving pictures.

It knows requests, frames and events. It must not know Qt, the studio, or media files.
"""

__version__ = "0.1.0"
