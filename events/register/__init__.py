"""The register of an event: who is expected, who came, and who was counted.

Only the services in these folders write registrations, marks and headcounts. Those that take an
event lock its row first, so that the register cannot close meanwhile (SQLite needs no lock: its
transactions start as IMMEDIATE). Refusals are `ValidationError`s for the reader.
"""
