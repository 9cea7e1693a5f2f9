"""The tests of Kring."""
