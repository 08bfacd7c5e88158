"""Uploaded files between the check and the import: kept for one session, for a day at most.

What is over is removed once an hour, so that none is older than a day."""

from datetime import timedelta

from shkej.lib.uploads.kept import KeptUploads

FOLDER = "imports"

_files = KeptUploads(FOLDER, key="import", kept_for=timedelta(hours=22))
add, keep, kept, discard = _files.add, _files.keep, _files.kept, _files.discard
content, give, keep_on = _files.content, _files.give, _files.keep_on
options, ticket, take_up = _files.options, _files.ticket, _files.take_up
remove_forgotten, remove = _files.remove_forgotten, _files.remove
