"""Which texts look as if they told how to reach somebody, or who they are: a phone, a number.

Names, contacts and notes of people refuse such things when they are typed. What is written about
events is free, also in imports: it is looked through once an hour, and a coordinator says whether
it may stay.
"""

import re
from dataclasses import dataclass

from django.db import transaction
from django.db.models import BigIntegerField, F, Value
from django.utils.crypto import salted_hmac

from events.models import Attachment, Event, Invitation, Quote, RegisterAct, ReopeningRequest
from participants.lib.validators import has_identity_number
from reports.models import Story, TextToReview
from shkej.lib.bilingual import LANGUAGES

Kind = TextToReview.Kind
EMAIL = re.compile(r"[\w.+-]+@[\w-]+\.\w{2,}")
DAY = r"(?!\d{1,2}[./-]\d{1,2}[./-]\d{2,4}(?!\d))"
# As phones are written in Albania: with the country before it, mobiles, then those of a house; the
# area may be in brackets.
PHONE = re.compile(
    rf"(?<!\d)(?<!\d[.,]){DAY}(?:(?:\+|00)\d(?:[\s./()-]{{0,2}}\d){{8,13}}"
    r"|06[6-9](?:[\s./-]?\d){7}|0[2-8](?:[\s/-]?\d){7,8}"
    r"|\(0[2-8]\d{0,2}\)(?:[\s/-]?\d){5,8})(?!\d)"
)


@dataclass(frozen=True)
class Source:
    """Rows about events with free texts: `names` in each language, `single` as they stand."""

    model: type
    names: tuple = ()
    single: tuple = ()

    @property
    def fields(self):
        """The columns that hold the texts."""
        both = [f"{name}_{code}" for name in self.names for code in LANGUAGES]
        return [*both, *self.single]


SOURCES = (
    Source(Event, names=("title", "venue", "aim", "results", "next_steps")),
    Source(Quote, names=("text", "said_by")),
    Source(Story, names=("text",)),
    Source(Invitation, single=("message", "remark")),
    Source(ReopeningRequest, single=("reason",)),
    Source(RegisterAct, single=("reason",)),
    Source(Attachment, single=("original_name",)),
)


def kind_of(text):
    """What a text looks like, the worst first; None for most."""
    if has_identity_number(text):
        return Kind.IDENTITY
    if PHONE.search(text):
        return Kind.PHONE
    return Kind.EMAIL if EMAIL.search(text) else None


def find_texts():
    """Note every text that looks so; one that somebody looked at waits again once it is another."""
    found = {place: facts for source in SOURCES for place, facts in _found_in(source)}
    with transaction.atomic():
        known = {row.place: row for row in TextToReview.objects.select_for_update()}
        gone = [row.pk for place, row in known.items() if place not in found]
        TextToReview.objects.filter(pk__in=gone).delete()
        for place, facts in found.items():
            row = known.get(place)
            if row is None:
                TextToReview.objects.create(place=place, **facts)
                continue
            if row.digest != facts["digest"]:
                row.kind, row.digest = facts["kind"], facts["digest"]
                row.looked_at = row.looked_by = None
                row.save()
            if row.event_id != facts["event_id"]:  # the series has it at other events now
                row.event_id = facts["event_id"]
                row.save(update_fields=["event", "updated_at"])


def _found_in(source):
    """Each text that looks so, under its place; the same of a whole series under one.

    That place comes once for each of its events, the earliest last.
    """
    is_event = source.model is Event
    event, series = (
        (F("pk"), F("series_id")) if is_event else (F("event_id"), Value(None, BigIntegerField()))
    )
    rows = source.model._base_manager.order_by("-pk")
    for key, event_id, series_id, *texts in rows.values_list(
        "pk", event, series, *source.fields
    ).iterator():
        for name, text in zip(source.fields, texts, strict=True):
            kind = kind_of(text) if text else None
            if kind and event_id:
                digest = salted_hmac("reports.reviewing", text, algorithm="sha256").hexdigest()
                where = f"series-{series_id}-{digest[:16]}" if series_id else key
                place = f"{source.model._meta.label_lower}.{where}.{name}"
                yield place, {"event_id": event_id, "kind": kind, "digest": digest}
