"""Before and after a register is closed: what is odd, what was corrected, who did what."""
