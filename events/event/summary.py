"""What an event's page says besides its own texts: who came, and what is still missing."""

from django.db.models import Count, Sum

from events.register.totals import register_totals
from participants.models import Category
from shkej.lib.bilingual import texts_of

TEXTS = ["title", "venue", "aim", "results", "next_steps"]


def people_of(event):
    """The totals of the register, and (category, named, counted) of those who came and count.

    Numbers, never names.
    """
    named = _by_category(event.registrations.counted(), Count("pk"))
    counted = _by_category(event.headcounts.counted(), Sum("count"))
    categories = [
        (category, named.get(category.pk, 0), counted.get(category.pk, 0))
        for category in Category.objects.filter(pk__in=[*named, *counted])
    ]
    return {"totals": register_totals(event), "categories": categories}


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
