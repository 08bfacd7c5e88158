"""How often one may try to sign in, and which codes were used."""
