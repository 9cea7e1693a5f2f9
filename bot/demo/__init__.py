"""A house on this machine: a real homeserver, played residents, a story."""
