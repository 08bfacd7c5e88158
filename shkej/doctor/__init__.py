"""What is wrong with an installation, in plain words, and what to do next.

`manage.py doctor` looks at all of it; a server or a worker that starts looks at what would harm
somebody, and does not start (`starting`). Each module holds the checks of one kind: `program` what
is set, `machine` files, disk and clock, `databases` the database, `work` what must come round.
"""
