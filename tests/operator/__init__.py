"""What an operator meets: configuration, command line, check, export."""
