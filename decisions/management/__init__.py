"""Commands for administrators and for set-up."""
