"""The reports to UNICEF: set up, checked, frozen, shown and written as files."""
