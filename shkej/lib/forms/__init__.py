"""Forms of every app: what is typed, how it is laid out, and edits that meet each other."""
