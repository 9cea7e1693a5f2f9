"""What Kring reaches: figures and ratios, printed, never a gate."""
