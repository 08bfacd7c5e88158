"""Static files: joined, cut to what is used, and under names that change with the content."""
