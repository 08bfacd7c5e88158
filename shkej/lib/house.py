"""The house that uses this: its name, and where it has them its own mark and colours."""

import os

from django.conf import settings

PRODUCT = "SHKEJ"  # what texts written for every house begin with


def house_name():
    """What pages, mails, calendars and documents call whoever runs this."""
    return settings.ORGANISATION_NAME


def of_house(text):
    """`text` with the name of the house where it begins with that of the product."""
    return house_name() + text.removeprefix(PRODUCT) if text.startswith(PRODUCT) else text


def house_file(name):
    """The static path of a file of the house's own (`logo.svg`, `colours.css`); "" without one."""
    folder = settings.ORGANISATION_FOLDER
    return f"house/{name}" if folder and os.path.isfile(os.path.join(folder, name)) else ""
