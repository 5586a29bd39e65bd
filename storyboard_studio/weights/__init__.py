"""Network weights on disk: what exists, where it lies, how it is fetched and checked.

Knows nothing of boards, windows or the engine: the engine is handed a folder.
"""
