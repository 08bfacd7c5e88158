"""The pages of the reports to UNICEF."""
