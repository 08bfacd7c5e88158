"""The pages on which is set up what is reported."""
