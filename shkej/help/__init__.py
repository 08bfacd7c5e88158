"""Help where one is: the user guides of docs/, cut into short pages in the reader's language."""
