"""The forms of the set-up of what is reported."""
