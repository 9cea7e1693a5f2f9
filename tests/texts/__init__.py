"""The tests of what Kring says."""
