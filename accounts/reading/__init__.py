"""What is read of people: who was shown to whom, and how many somebody may open."""
