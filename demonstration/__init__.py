"""The demonstration: the meeting of 6 October 2021 and a small invented quarter around it."""
