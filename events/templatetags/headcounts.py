"""What the register shows of people counted without names, and of the totals by category."""

from crispy_forms.utils import render_crispy_form
from django import template
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from events.register.headcounts.forms import HeadcountForm
from events.register.headcounts.grid import HeadcountGrid, code_of
from events.register.words import age_range
from participants.models.people import Sex
from shkej.lib.bilingual import reading

MOST_KEPT = 100
EMPTY = {}  # {(language, categories): the fields of an empty form}

register = template.Library()


@register.simple_tag(takes_context=True)
def headcount_grid(context):
    """The grid of the category that was asked for (`?category=`, or the act just done)."""
    asked = context.get("asked_category") or context["request"].GET.get("category", "")
    return HeadcountGrid(
        headcounts=context.get("headcounts", ()),
        registrations=context.get("registrations", ()),
        categories=context["categories"],
        asked=asked,
    )


@register.simple_tag(takes_context=True)
def headcount_fields(context, form):
    """The fields of `form`; where there is none, those of an empty one.

    These are the same on every register that offers the same categories, and are written once.
    """
    if form:
        return render_crispy_form(form)
    categories = context["categories"]
    key = reading(), *((category.code, category.label) for category in categories)
    fields = EMPTY.get(key)
    if fields is None:
        if len(EMPTY) >= MOST_KEPT:
            EMPTY.clear()
        fields = EMPTY[key] = render_crispy_form(HeadcountForm(categories=categories))
    return fields


@register.filter
def group_code(headcount):
    """A group as scripts and forms name it: "parent|female|25|59"."""
    category = headcount.category.code
    return code_of(category, headcount.sex, headcount.age_from, headcount.age_to)


@register.filter
def band_name(band):
    """An age band of the grid: "25–59 years"."""
    return age_range(*band)


@register.filter
def cell_name(cell):
    """What is counted in a cell: "female, 25–59 years"."""
    sex = _("sex not stated") if cell.sex == Sex.UNKNOWN else Sex(cell.sex).label.lower()
    return f"{sex}, {age_range(cell.age_from, cell.age_to)}"


@register.simple_tag(takes_context=True)
def category_figures(context):
    """(category, named, counted) of every category; nobody came before the day."""
    by_category = context["totals"].by_category if context["counts_people"] else {}
    return [
        (category, *by_category.get(category.code, (0, 0))) for category in context["categories"]
    ]


@register.simple_tag
def totals_sentence(people, total, named, counted):
    """How many came, in the form for `people`; scripts fill in a sentence with blanks."""
    sentence = ngettext(
        "%(total)s participant: %(named)s named, %(counted)s counted",
        "%(total)s participants: %(named)s named, %(counted)s counted",
        people,
    )
    return sentence % {"total": total, "named": named, "counted": counted}
