"""What Kring reaches: ratios measured side by side, and figures; `make bench` says which hold."""
