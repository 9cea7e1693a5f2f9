"""Matrix: the only folder that knows its words, and nio."""
