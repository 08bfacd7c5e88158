"""The attendance grid of a series: people down, dates across, and what is typed into it."""
