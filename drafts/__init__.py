"""What becomes of a form between typing and saving: kept, offered again, and saved once."""
