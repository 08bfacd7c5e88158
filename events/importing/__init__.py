"""Import of attendance from a CSV or XLSX file (columns: docs/import.md).

The file is read into rows of text (`files.reading`), each row into typed values or reasons why
not (`parsing`); `planning` finds what the database has of it and which rows contradict each other,
and `changes` works out by reading alone what becomes of the rest, and `applying` writes that in
small parts, by the steps in `applied`. The order of the rows changes nothing.
"""
