"""Media files: opening, probing, decoding, conforming, encoding. The only room that knows PyAV."""
