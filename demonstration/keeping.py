"""Two parents about whom something is asked: to be erased, and to see what is held."""

from datetime import timedelta

from retention.access.answering import record_request
from retention.erasing.asking import ask_erasure
from retention.models import AccessRequest, Erasure
from shkej.lib.dates import today


def make_requests(*, parents, users):
    """Let the staff ask for an erasure, which waits for the coordinator, and record a request."""
    goes, asks = parents[-1], parents[-2]
    ask_erasure(
        erasure=Erasure(participant=goes, why="asked", asked_by=users["staff"]), log=_no_log
    )
    record_request(
        asked=AccessRequest(
            participant=asks,
            asked_by="self",
            received_on=today() - timedelta(days=9),
            recorded_by=users["coordinator"],
        ),
        log=_no_log,
    )


def _no_log(*_about, **_detail):
    """What is invented leaves no line about people who work here."""
