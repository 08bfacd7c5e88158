"""The uploader template of UNICEF's Partner Reporting Portal (PRP): read, mapped, filled.

`reading` knows the file, `mapping` what its words mean here, `cells` which figure belongs into
which cell, `sheets` how a cell is written, `filling` does one file from beginning to end.
"""
