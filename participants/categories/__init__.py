"""What people attend as, and on which days that counts."""
