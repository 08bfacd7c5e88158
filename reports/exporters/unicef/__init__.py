"""The files of a report to UNICEF; each writer takes a `Bundle`, so all hold equal figures."""
