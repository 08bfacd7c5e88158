"""The database on a server: the copy of it, what it holds, and the server itself."""
