"""The rules of the house: pure, standard library only, no clock, no waiting, no texts."""
