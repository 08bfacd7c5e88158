"""Counting people who are not named."""

from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from events.models import Headcount
from events.register.acts.keys import write_down
from events.register.acts.once import once
from events.register.forms import NumberField
from events.register.headcounts.forms import HeadcountForm, StepForm, steps_asked
from events.register.headcounts.services import step_headcount as step_group
from events.register.parts import (
    add_refusal,
    answer_refusal,
    event_for,
    list_context,
    render_register,
)
from events.register.words import group_name
from participants.models import Category

INSIDE = "#headcounts"


@once
def add_headcount(request, event_id):
    """Count a group that is not counted yet."""
    event = event_for(request, event_id)
    form = HeadcountForm(request.POST, categories=Category.objects.all())
    if form.is_valid():
        if event.headcounts.filter(**form.group).exists():
            form.add_error(None, _("This group is counted already; change its number."))
        else:
            try:
                return _count(request, event, [form.cleaned_data])
            except ValidationError as refusal:
                if getattr(refusal, "code", None) is not None:
                    return answer_refusal(request, event, refusal)
                add_refusal(form, refusal)
    answer = _render if request.htmx else render_register
    return answer(request, event, headcount_form=form)


@once
def step_headcount(request, event_id):
    """Count more or fewer people in a group, or in several of the grid; at 0 it is taken off.

    One group: category, sex, age_from, age_to, and `step` or `count`, posted or in the address.
    """
    event = event_for(request, event_id)
    one = {**request.GET.dict(), **request.POST.dict()}
    asked = [one] if "sex" in one else steps_asked(request.POST)
    categories = list(Category.objects.all())
    forms = [StepForm(group, categories=categories) for group in asked]
    are_valid = [form.is_valid() for form in forms]
    if not all(form.is_of_a_group for form in forms):
        return HttpResponseBadRequest()  # the page offers only valid groups
    try:
        if not all(are_valid):
            raise ValidationError(NumberField.sentence, code="number")
        return _count(request, event, [form.cleaned_data for form in forms])
    except ValidationError as refusal:
        return answer_refusal(request, event, refusal)


def _count(request, event, groups):
    """Count each of `groups` as it says, all or none; each is told with its own way back."""
    told = []
    with transaction.atomic():
        for group in groups:
            before, headcount = step_group(event=event, counted_by=request.user, **group)
            told.append((_group_of(event, group, headcount), before))
        undo = [_undo(headcount, before) for headcount, before in told]
        write_down(request, event, undo=undo[-1] if undo else "")
    for (headcount, _before), address in zip(told, undo, strict=True):
        messages.success(
            request, _in_words(headcount), extra_tags=f"undo:{address}" if address else ""
        )
    category = groups[-1]["category"].code if groups else request.POST.get("category", "")
    if request.htmx:
        return _render(request, event, category=category)
    address = reverse("events:register", args=[event.pk])
    return redirect(f"{address}?{urlencode({'category': category})}{INSIDE}")


def _group_of(event, group, headcount):
    """The headcount; where there is none any more, the group with the number 0."""
    facts = {name: value for name, value in group.items() if name not in {"step", "count"}}
    return headcount or Headcount(event=event, count=0, **facts)


def _undo(headcount, before):
    """The address that takes the change back, whatever was counted since; "" for no change."""
    step = before - headcount.count
    if not step:
        return ""
    group = {
        "category": headcount.category.code,
        "sex": headcount.sex,
        "age_from": "" if headcount.age_from is None else headcount.age_from,
        "age_to": "" if headcount.age_to is None else headcount.age_to,
        "step": step,
    }
    address = reverse("events:step_headcount", args=[headcount.event_id])
    return f"{address}?{urlencode(group)}"


def _in_words(headcount):
    group = group_name(headcount)
    if not headcount.count:
        return _("No longer counted: %(group)s") % {"group": group}
    return _("%(group)s: %(n)s") % {"group": group, "n": headcount.count}


def _render(request, event, *, category="", headcount_form=None):
    event.refresh_from_db(fields=["status", "register_closed_at"])
    context = list_context(request, event) | {"asked_category": category}
    context["headcount_form"] = headcount_form or context["headcount_form"]
    return render(request, "events/register/headcounts/partials/answer_headcounts.html", context)
