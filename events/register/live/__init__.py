"""What colleagues change while a register is open."""
