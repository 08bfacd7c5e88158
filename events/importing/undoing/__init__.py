"""Taking an import back as a whole, except for what people changed since."""
