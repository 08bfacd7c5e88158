"""People: their list, the form of a record, the page of one person, their card."""
