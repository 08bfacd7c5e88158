"""The register of an event: who is expected, who came, and who was counted."""
