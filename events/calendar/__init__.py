"""The shared calendar: its pages, its links, and the feed that calendars read."""
