"""Cases that come from outside, each named by what happens."""
