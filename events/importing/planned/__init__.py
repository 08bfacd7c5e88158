"""What a file makes of one event, and what its register takes of that."""
