"""Events that a partner proposes for the shared calendar."""
