"""What stands around the application where it is served: who may ask, and who goes first."""
