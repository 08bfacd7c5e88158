"""What has landed stays as it is, and its data come through with the same figures."""

from datetime import datetime

import pytest
import time_machine
from django.core.management import call_command

from tests.often import MORE_ON_POSTGRESQL
from tests.upgrade.begin import begin_with_landed
from tests.upgrade.figures import figures
from tests.upgrade.landed import landed, migrations

EDITED = (
    "has landed: whoever runs SHKEJ has applied it as it was, and will not run it again. Take the "
    "change back, and make a new migration of it."
)
GONE = "has landed and is gone: take it back, databases out there name it."
BETWEEN = "is new, but stands before one that has landed: give it the next number."


def test_no_landed_migration_was_edited_and_new_ones_follow_them():
    now, then = migrations(), landed()
    wrong = [f"{path} {GONE}" for path in then if path not in now]
    wrong += [f"{path} {EDITED}" for path in then if now.get(path, then[path]) != then[path]]
    last = {path.split("/")[0]: path for path in sorted(then)}
    wrong += [
        f"{path} {BETWEEN}"
        for path in now
        if path not in then and path < last.get(path.split("/")[0], "")
    ]
    assert not wrong, "\n".join(["", *wrong])


@pytest.mark.more
@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
@MORE_ON_POSTGRESQL
def test_data_of_the_landed_version_give_equal_figures_in_the_newest():
    kept = begin_with_landed()

    call_command("migrate", verbosity=0, snapshot=False)

    call_command("createcachetable", verbosity=0)
    with time_machine.travel(datetime.fromisoformat(kept["made_at"]), tick=False):
        found = figures()
    then = kept["figures"]["histories"]  # a new version may keep histories of more
    found["histories"] = {table: found["histories"].get(table) for table in then}
    for what, expected in kept["figures"].items():
        assert found[what] == expected, what
    assert len(kept["figures"]["frozen"]) >= 1
