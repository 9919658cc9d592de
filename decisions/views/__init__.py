"""The public site. A view reads like its page: guard, load, ask, render."""
