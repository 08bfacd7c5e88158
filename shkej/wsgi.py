"""WSGI entry point: gunicorn on Linux, waitress on Windows and for the demonstration."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shkej.settings")

application = get_wsgi_application()

from django.conf import settings  # noqa: E402  (after the set-up)

from shkej.doctor.starting import start  # noqa: E402
from shkej.loopback import loopback_only  # noqa: E402

start()
if settings.DEMONSTRATION:
    application = loopback_only(application)
