"""What one part of an import writes: people; events; who came to them; headcounts."""
