"""A clock that is wrong and disks that are full or only read, as the machine has them."""
