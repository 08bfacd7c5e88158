"""Children who come with a parent or guardian."""
