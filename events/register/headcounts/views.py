"""Counting people who are not named."""

from functools import partial
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.http import HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from events.models import Headcount, RegisterAct
from events.register.acts.acting import acting
from events.register.forms import NumberField
from events.register.headcounts.forms import HeadcountForm, HeadcountStepForm, steps_asked
from events.register.headcounts.services import step_headcount as step_group
from events.register.parts import list_context, render_register
from events.register.words import group_name
from participants.models import Category
from shkej.lib.queries.ordering import in_shown_order
from shkej.lib.refusals import tell_at

INSIDE = "#headcounts"


@acting()
def add_headcount(act):
    """Count a group that is not counted yet."""
    form = HeadcountForm(act.request.POST, categories=Category.objects.all())
    if form.is_valid():
        if act.event.headcounts.filter(**form.group).exists():
            form.add_error(None, _("This group is counted already; change its number."))
        else:
            try:
                return count(act, [form.cleaned_data])
            except ValidationError as refusal:
                if getattr(refusal, "code", None) is not None:
                    raise
                tell_at(form, refusal)
    answer = _render if act.request.htmx else render_register
    return partial(answer, act.request, act.event, headcount_form=form)


@acting()
def step_headcount(act):
    """Count more or fewer people in a group, or in several of the grid; at 0 it is taken off.

    One group: category, sex, age_from, age_to, and `step` or `count`.
    """
    posted = act.request.POST
    asked = [posted.dict()] if "sex" in posted else steps_asked(posted)
    categories = in_shown_order(Category.objects.all())
    forms = [HeadcountStepForm(group, categories=categories) for group in asked]
    are_valid = [form.is_valid() for form in forms]
    if not all(form.is_of_a_group for form in forms):
        return HttpResponseBadRequest()  # the page offers only valid groups
    if not all(are_valid):
        raise ValidationError(NumberField.sentence, code="number")
    return count(act, [form.cleaned_data for form in forms])


def count(act, groups, *, undoes=None):
    """Count each of `groups` as it says, all or none; each is told with its own way back."""
    for group in groups:
        before, headcount = step_group(event=act.event, counted_by=act.by, **group)
        headcount = headcount or _none_of(act.event, group)
        after = _group_of(headcount) if headcount.count != before else {}
        done = act.did(RegisterAct.Kind.COUNT, before={"count": before}, after=after, undoes=undoes)
        act.say(_in_words(headcount), done)
    category = groups[-1]["category"].code if groups else act.request.POST.get("category", "")
    if act.request.htmx:
        return partial(_render, act.request, act.event, category=category)
    address = reverse("events:register", args=[act.event.pk])
    return redirect(f"{address}?{urlencode({'category': category})}{INSIDE}")


def _none_of(event, group):
    """The group with the number 0, where there is no headcount any more."""
    facts = {name: value for name, value in group.items() if name not in {"step", "count"}}
    return Headcount(event=event, count=0, **facts)


def _group_of(headcount):
    """The group and its number, as an act keeps them."""
    names = ("sex", "age_from", "age_to", "count")
    facts = {name: getattr(headcount, name) for name in names}
    return {"category": headcount.category_id, **facts}


def _in_words(headcount):
    group = group_name(headcount)
    if not headcount.count:
        return _("No longer counted: %(group)s") % {"group": group}
    return _("%(group)s: %(n)s") % {"group": group, "n": headcount.count}


def _render(request, event, *, category="", headcount_form=None):
    event.refresh_from_db(fields=["status", "register_closed_at"])
    context = list_context(request, event)
    context |= {"asked_category": category, "headcount_form": headcount_form}
    return render(request, "events/register/headcounts/partials/answer_headcounts.html", context)
