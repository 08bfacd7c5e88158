"""The lock of a device: what it shows, takes and asks for while its user is away."""
