"""Who is found by name, and who comes unexpected."""
