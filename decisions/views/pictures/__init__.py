"""The page of pictures and their files."""
