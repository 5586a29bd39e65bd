"""Planning: from a board to gaps, and from each gap to one fill request with its digest. Pure."""
