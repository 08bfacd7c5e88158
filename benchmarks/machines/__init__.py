"""More than one machine, on loopback: what a kill of each costs (README.md)."""
