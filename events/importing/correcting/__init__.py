"""Bad rows corrected on the page of the check, cell by cell, or left out of the import."""
