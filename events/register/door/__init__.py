"""The register in other hands."""
