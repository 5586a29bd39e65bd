"""The shell: ``new``, ``plan``, ``render``, ``doctor``, ``weights`` and ``gui``.

Everything but ``gui`` runs without Qt. JSON alone goes to standard output; words for people go
to standard error.
"""
