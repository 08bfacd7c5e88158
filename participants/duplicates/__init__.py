"""Records that may be one person: found, decided on by somebody, joined or kept apart."""
