"""The end of what is recorded: erasure, requests to see it, and how long each kind is kept."""
