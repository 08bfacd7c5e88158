#!/usr/bin/env python
"""Run a Django command for SHKEJ."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shkej.settings")
    from django.conf import settings
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    try:
        execute_from_command_line(sys.argv)
    except (ImproperlyConfigured, ImportError, ValueError) as fault:
        if settings.configured and not isinstance(fault, ImproperlyConfigured):
            raise  # they could be read, so this is a mistake in the code
        sys.exit("Settings: " + " ".join(str(fault).split()))
