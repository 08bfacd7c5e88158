"""The attendance report: what is asked, its answer, what is behind each figure."""
