"""The outside world: the desk, the clock, the outbox, the port to the chat, the command line."""
