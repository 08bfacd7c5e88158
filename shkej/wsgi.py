"""WSGI entry point: gunicorn on Linux, waitress on Windows and for the demonstration."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shkej.settings")

application = get_wsgi_application()

from django.conf import settings  # noqa: E402  (after the set-up)

from shkej.doctor.starting import start  # noqa: E402
from shkej.serving.loopback import loopback_only  # noqa: E402
from shkej.serving.metrics import forget_the_dead  # noqa: E402
from shkej.serving.readers_first import end_waits, readers_first  # noqa: E402

end_waits(settings.DATABASES["default"])
forget_the_dead()
start()
application = readers_first(application)
if settings.DEMONSTRATION:
    application = loopback_only(application)
