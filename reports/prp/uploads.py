"""Templates between the upload and the file that is made of them: for one session, a day long."""

from datetime import timedelta

from shkej.lib.uploads.kept import KeptUploads

files = KeptUploads("templates", key="prp_template", kept_for=timedelta(days=1))
