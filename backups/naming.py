"""How the files of backups are called: by the moment, so that they sort and age by their names."""

import re
from datetime import UTC, datetime

ENDING = ".age"
SHAPE = re.compile(r"shkej-(\d{8}T\d{6})Z\.age")


def name_at(moment):
    """Return the name of a backup that is begun at `moment`."""
    return f"shkej-{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}{ENDING}"


def moment_of(name):
    """Return the moment in a name, aware; None for a name that is not of `name_at`."""
    found = SHAPE.fullmatch(name)
    try:
        return datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC) if found else None
    except ValueError:
        return None
