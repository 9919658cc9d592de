"""What templates need beside the values that views give them."""
