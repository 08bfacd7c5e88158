"""What the two projects promised to UNICEF, and what was reported."""
