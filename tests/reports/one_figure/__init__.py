"""Every place of the product that tells a figure, held against one slow count."""
