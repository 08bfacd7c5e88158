"""The demonstration: the meeting of 6 October 2021 and its quarter, and a project of today."""
