"""What every subject of `events` is built on."""
