"""What an event's page says besides its own texts: who came, and what is still missing."""

from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from events.models import Attendance, Event
from events.register.recorded.figures import Recorded
from events.register.totals import register_totals
from participants.models import Category
from shkej.lib.bilingual import texts_of
from shkej.lib.dates import today
from shkej.lib.queries.ordering import in_shown_order

TEXTS = ["title", "venue", "aim", "results", "next_steps"]


def people_of(event):
    """The totals of the register, and (category, named, counted) of those who came and count.

    `hidden`: why marks that are there are in no report. Numbers, never names.
    """
    named = _by_category(event.registrations.counted(), Count("pk"))
    counted = _by_category(event.headcounts.counted(), Sum("count"))
    categories = [
        (category, named.get(category.pk, 0), counted.get(category.pk, 0))
        for category in in_shown_order(Category.objects.filter(pk__in=[*named, *counted]))
    ]
    totals = register_totals(event)
    return {"totals": totals, "categories": categories, "hidden": _hidden(event, totals)}


def _hidden(event, totals):
    """What keeps marks out of reports, or should: the status, or a day that is still ahead."""
    marks = totals.marks
    came = marks[Attendance.PRESENT] + marks[Attendance.LATE]
    recorded = Recorded(
        came=came,
        marked_otherwise=totals.registered - totals.unmarked - came,
        counted=sum(counted for _named, counted in totals.by_category.values()),
    )
    if not recorded:
        return []
    if event.status != Event.Status.HELD:
        sentence = _("%(figures)s No report counts them, for the status is “%(status)s”.")
        return [sentence % {"figures": recorded.in_words, "status": event.get_status_display()}]
    if event.local_date > today():
        sentence = _("%(figures)s That cannot be: the day is still ahead. Correct the date.")
        return [sentence % {"figures": recorded.in_words}]
    return []


def _by_category(rows, figure):
    return dict(rows.order_by().values_list("category").annotate(figure=figure))


def missing_languages(event):
    """The languages in which a text of `event` is missing: {"sq": [labels], "en": [labels]}."""
    missing = {}
    for name in TEXTS:
        texts = texts_of(event, name)
        for code, text in texts.items():
            if any(texts.values()) and not text:
                missing.setdefault(code, []).append(event._meta.get_field(name).verbose_name)
    return missing


def outside_projects(event):
    """The projects of `event` whose dates do not include its day."""
    return [
        project
        for project in event.projects.all()
        if (project.starts_on and event.starts_on < project.starts_on)
        or (project.ends_on and event.starts_on > project.ends_on)
    ]


def asked_of(event):
    """What the partner whose own event it is asks about it, while that waits for an answer."""
    proposal = getattr(event, "proposal", None)
    return proposal and proposal.change_requests.waiting().for_list().first()
