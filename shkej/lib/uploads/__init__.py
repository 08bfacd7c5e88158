"""Files that come in: which may (`reading`), how much room they have, what is kept of them."""
