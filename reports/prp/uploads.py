"""Templates between the upload and the file that is made of them: for one session, an hour long."""

from datetime import timedelta

from shkej.lib.uploads.kept import KeptUploads

files = KeptUploads("templates", key="prp_template", kept_for=timedelta(hours=1))
