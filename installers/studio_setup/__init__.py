"""The set-up behind installers/studio.py: standard library only, one concern a module.

Runs under the machine's own Python before anything is installed, so it may import nothing of the
application.
"""
