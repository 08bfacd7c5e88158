"""What earlier files of a centre brought: which event, person and place each row became."""
