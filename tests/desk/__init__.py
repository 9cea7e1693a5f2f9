"""The desk with a real database and a chat that only remembers."""
