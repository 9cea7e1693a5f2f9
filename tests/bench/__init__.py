"""The bench: what it says, and when it says that something is missed."""
