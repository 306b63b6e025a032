"""The stage's moving pictures, one scene a file."""
