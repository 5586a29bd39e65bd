"""The program monitor: picture, transport, playback with sound."""
