"""Acts that devices send with a key, so that nothing is done twice."""
