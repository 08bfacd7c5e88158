"""All that is held of one person, as one file: gathered, freed of others, written down."""
