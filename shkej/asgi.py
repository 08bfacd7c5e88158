"""ASGI entry point, for servers that want one."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shkej.settings")

application = get_asgi_application()

from shkej.doctor.starting import start  # noqa: E402  (after the set-up)

start()
