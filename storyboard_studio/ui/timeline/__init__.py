"""The timeline: the story, its pictures and its sound over time, painted and edited by hand."""
