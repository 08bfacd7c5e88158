"""What is held of one person, from every table, with nothing of anybody else.

Each section is gathered for readers, in the language in force; the same facts go into JSON by the
codes of the fields. Other people are never named: a guardian is "a guardian", a household a number.
"""

from collections import Counter
from dataclasses import dataclass, field

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import AccessLog, Role
from accounts.models.access_log import LEFT
from events.models import Attachment
from participants.consents.received import about
from participants.merging.chains import all_records
from participants.models import Consent, Guardianship, Participant
from retention.access.texts import naming_texts

NOT_TOLD = {"id", "search_name", "sort_name", "merged_into", "anonymised_on", "household"}
# What a coordinator wrote to protect the person, perhaps from who asks in their name.
PROTECTING = {"do_not_contact", "do_not_contact_reason", "safe_contact", "reason"}
OTHERS_NAMES = {"witness", "evidence", "evidence_name"}
MOST = 2000  # rows of a section: a person who came each day for five years


@dataclass
class AccessSection:
    """One part: `rows` are lists of (code, label, value)."""

    code: str
    title: str
    rows: list = field(default_factory=list)


def gather(person, *, is_self=True):
    """The sections of a participant's file, in the order in which people ask.

    Without `is_self` a guardian or representative asks: what protects the person is left out.
    """
    found = _sections(person)
    if not is_self:
        for section in found:
            section.rows = [
                [fact for fact in row if fact[0] not in PROTECTING] for row in section.rows
            ]
    return found


def _sections(person):
    return [
        AccessSection("person", _("What is recorded"), [_facts(person)]),
        AccessSection("earlier", _("What was recorded earlier"), _earlier(person)),
        AccessSection("family", _("Family and household"), _family(person)),
        AccessSection("consents", _("Answers about consent"), _consents(person)),
        AccessSection("places", _("Events and attendance"), _places(person)),
        AccessSection("series", _("Member of series"), _series(person)),
        AccessSection("files", _("Files of these events"), _files(person)),
        AccessSection("texts", _("Texts that name the person"), _texts(person)),
        AccessSection("requests", _("Requests about these data"), _requests(person)),
        AccessSection("readers", _("Who saw or received it, by role"), _readers(person)),
    ]


def _facts(row, names=None):
    """[(code, label, value)] of the columns of a row that say something."""
    found = []
    for column in row._meta.concrete_fields:
        if column.name in NOT_TOLD or (names is not None and column.name not in names):
            continue
        value = _shown(row, column)
        if value not in ("", None):
            found.append((column.name, str(column.verbose_name), value))
    return found


def _shown(row, column):
    if column.choices:
        return str(getattr(row, f"get_{column.name}_display")())
    value = getattr(row, column.name)
    if value is None or value == "":
        return ""
    if value is True or value is False:
        return _("yes") if value else _("no")
    return _day(value) if hasattr(value, "year") else str(value)


def _day(value):
    return date_format(
        value, "SHORT_DATETIME_FORMAT" if hasattr(value, "hour") else "SHORT_DATE_FORMAT"
    )


def _earlier(person):
    """Each version of the record that said something else than the one after it.

    Of a record that was merged into it, also what it said last.
    """
    rows = _versions(person.pk)[1:]
    for record in sorted(all_records([person.pk]) - {person.pk}):
        rows += _versions(record)
    return rows


def _versions(key):
    """What a record says and said, the newest first, each with until when."""
    rows, after, until = [], None, None
    versions = Participant.history.filter(id=key).order_by("-history_date", "-history_id")
    for version in versions[:MOST]:
        facts = _facts(version, names=_recorded_names())
        if facts != after:
            rows.append([("until", _("Until"), _day(until or version.history_date)), *facts])
        after, until = facts, version.history_date
    return rows


def _recorded_names():
    return {column.name for column in Participant._meta.concrete_fields} - {
        "created_at",
        "updated_at",
    }


def _family(person):
    ties = [
        (_("Has as parent or guardian"), tie)
        for tie in Guardianship.objects.filter(child=person).order_by("pk")
    ]
    ties += [
        (_("Is parent or guardian of a child"), tie)
        for tie in Guardianship.objects.filter(adult=person).order_by("pk")
    ]
    rows = [
        [
            ("tie", words, tie.get_relation_display()),
            ("may_collect", _("may collect the child"), _("yes") if tie.may_collect else _("no")),
        ]
        for words, tie in ties
    ]
    if person.household_id:
        number = person.household.members.count()
        rows.append([("household", _("People in the household"), str(number))])
    return rows


def _consents(person):
    columns = {column.name for column in Consent._meta.concrete_fields}
    names = columns - {"id", "participant", "recorded_by", "created_at", "updated_at"}
    names -= OTHERS_NAMES
    names -= {
        column.name
        for column in Consent._meta.concrete_fields
        if column.related_model in (Participant, Guardianship)
    }
    return [_facts(row, names=names) for row in person.consents.all()[:MOST]]


def _places(person):
    rows = person.registrations.select_related("event", "event__centre", "category", "organisation")
    return [
        [
            ("day", _("Day"), _day(place.event.starts_on)),
            ("event", _("Event"), str(place.event)),
            ("centre", _("Centre"), str(place.event.centre)),
            *_facts(
                place,
                names={"status", "source", "category", "organisation", "attendance", "age"},
            ),
        ]
        for place in rows.order_by("event__starts_at", "pk")[:MOST]
    ]


def _series(person):
    stays = person.memberships.select_related("series").order_by("pk")
    return [
        [("series", _("Series"), str(stay.series)), *_facts(stay, names={"joined_on", "left_on"})]
        for stay in stays
    ]


def _files(person):
    came = person.registrations.active().attended().order_by().values("event")
    files = Attachment.objects.filter(event__in=came).select_related("event")
    return [
        [
            ("kind", _("kind"), file.get_kind_display()),
            ("event", _("Event"), str(file.event)),
            ("day", _("Day"), _day(file.event.starts_on)),
        ]
        for file in files.order_by("event__starts_at", "pk")[:MOST]
    ]


def _texts(person):
    return [
        [("where", _("Where"), where), ("text", _("Text"), text)]
        for where, text in naming_texts(person)
    ]


def _requests(person):
    rows = [
        [
            ("kind", _("kind"), _("Erasure")),
            ("day", _("Day"), _day(row.created_at)),
            ("status", _("status"), row.get_status_display()),
        ]
        for row in person.erasures.order_by("pk")
    ]
    rows += [
        [("kind", _("kind"), _("Legal hold")), ("day", _("Day"), _day(row.created_at))]
        for row in person.holds.standing()
    ]
    rows += [
        [("kind", _("kind"), _("access request")), ("day", _("Day"), _day(row.received_on))]
        for row in person.access_requests.order_by("pk")
    ]
    return rows


def _readers(person):
    """By role, never by name: how often, and when first and last."""
    seen, first, last = Counter(), {}, {}
    lines = AccessLog.objects.filter(about(person.pk)).order_by("at", "pk")
    roles = {}
    for line in lines.select_related("user").iterator():
        if line.user_id not in roles:
            roles[line.user_id] = _roles(line.user)
        place = (roles[line.user_id], line.get_action_display(), line.action in LEFT)
        seen[place] += 1
        first.setdefault(place, line.at)
        last[place] = line.at
    return [
        [
            ("role", _("role"), role),
            ("act", _("What happened"), act),
            ("left", _("Left the system"), _("yes") if has_left else _("no")),
            ("times", _("Times"), str(times)),
            ("first", _("First"), _day(first[role, act, has_left])),
            ("last", _("Last"), _day(last[role, act, has_left])),
        ]
        for (role, act, has_left), times in sorted(seen.items())
    ]


def _roles(user):
    if user is None:
        return _("nobody known")
    labels = dict(Role.choices)
    found = sorted({str(labels[grant.role]) for grant in user.grants.all()})
    return ", ".join(found) or _("no role any more")
