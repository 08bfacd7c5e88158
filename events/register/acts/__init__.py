"""What somebody does on a register, written down once, however often a device sends it."""
