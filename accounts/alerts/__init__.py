"""What in the log somebody should look into: found by the worker, told by mail and on a page."""
