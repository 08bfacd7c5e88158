"""What is said and how people are called: invented, but for the words of the meeting of 2021."""
