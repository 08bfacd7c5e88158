"""Answers that calendars send by mail: read from a mailbox, and taken over (RFC 5546, RFC 6047)."""
