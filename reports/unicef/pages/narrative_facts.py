"""Help with the narrative: facts from the figures, and questions that only a person can answer.

The facts come in whole sentences of the reader's language; the judgement is the coordinator's.
"""

from collections import Counter

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reports.models import OutputAssessment
from reports.unicef.words import amount
from shkej.lib.bilingual import said
from shkej.lib.numbers import number
from shkej.lib.queries.ordering import in_shown_order

TOPICS = 3
Rating = OutputAssessment.Rating
QUESTIONS = [
    gettext_lazy("What has changed for the people, and how do you know?"),
    gettext_lazy("Why is a figure above or below what was planned?"),
    gettext_lazy("What will you do differently in the next period?"),
]
ASKED_BY_RATING = {
    Rating.CONSTRAINED: gettext_lazy("Constrained: name the cause, and what is done about it."),
    Rating.NO_PROGRESS: gettext_lazy("No progress: say when and how the work will begin."),
}


def narrative_facts(figures, output_id, former=None):
    """Sentences about one output; `former`: the figures of the report on the period before."""
    output = next(row for row in figures["outputs"] if row["id"] == output_id)
    codes = {row["code"] for row in output["indicators"]}
    events = [event for event in figures["events"] if codes & set(event["indicators"])]
    found = [_events(events)] if events else []
    found += [_indicator(row, _before(former, row["id"])) for row in output["indicators"]]
    topics = Counter(said(topic) for event in events for topic in event["topics"])
    if topics:
        named = ", ".join(name for name, _times in topics.most_common(TOPICS))
        found.append(_("Most frequent topics: %(topics)s.") % {"topics": named})
    return found


def _events(events):
    places = in_shown_order({event["municipality"] for event in events if event["municipality"]})
    texts = {"events": number(len(events)), "places": ", ".join(places)}
    if not places:
        return ngettext(
            "%(events)s event was held.", "%(events)s events were held.", len(events)
        ) % {"events": texts["events"]}
    return (
        ngettext(
            "%(events)s event was held, in: %(places)s.",
            "%(events)s events were held, in: %(places)s.",
            len(events),
        )
        % texts
    )


def _before(former, indicator_id):
    if former is None:
        return None
    rows = (row for output in former["outputs"] for row in output["indicators"])
    return next((row["reported"] for row in rows if row["id"] == indicator_id), None)


def _indicator(row, before):
    texts = {
        "title": said(row["title"]),
        "figure": amount(row["reported"], row["unit"]),
        "total": amount(row["cumulative"], row["unit"]),
        "target": amount(row["target"], row["unit"]) if row["target"] else "",
        "before": amount(before, row["unit"]) if before else "",
    }
    if row["target"] and before:
        return (
            _(
                "%(title)s: %(figure)s in the period (%(before)s in the one before), %(total)s to "
                "date of %(target)s."
            )
            % texts
        )
    if row["target"]:
        return _("%(title)s: %(figure)s in the period, %(total)s to date of %(target)s.") % texts
    if before:
        return _("%(title)s: %(figure)s in the period (%(before)s in the one before).") % texts
    return _("%(title)s: %(figure)s in the period.") % texts


def narrative_questions(rating):
    """What the narrative should answer, with what the rating asks for."""
    extra = ASKED_BY_RATING.get(rating)
    return [*QUESTIONS, extra] if extra else QUESTIONS
