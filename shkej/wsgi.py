"""WSGI entry point: gunicorn on Linux, waitress on Windows and for the demonstration."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shkej.settings")

application = get_wsgi_application()

from accounts.demonstration import is_demonstration  # noqa: E402  (after the set-up)
from shkej.loopback import loopback_only  # noqa: E402

if is_demonstration():
    application = loopback_only(application)
