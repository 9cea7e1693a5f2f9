"""What people can say, and what time does: thin handlers between the desk and the rules."""
