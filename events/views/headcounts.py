"""Counting people who are not named."""

from django.contrib import messages
from django.contrib.auth.decorators import permission_required
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from events.forms.register import HeadcountForm, HeadcountNumberForm, NumberField
from events.services.headcounts import add_to_headcount, set_headcount
from events.templatetags.register import group_name
from events.views.register_parts import (
    add_refusal,
    answer_refusal,
    back_to,
    event_for,
    list_context,
    render_register,
    tell_refusal,
)
from participants.models import Category

PERMISSION = "events.change_registration"


@require_POST
@permission_required(PERMISSION, raise_exception=True)
def add_headcount(request, event_id):
    """Count a group that is not counted yet."""
    event = event_for(request, event_id, PERMISSION)
    form = HeadcountForm(request.POST, categories=Category.objects.all())
    if form.is_valid():
        group = {
            name: form.cleaned_data[name] for name in ("category", "sex", "age_from", "age_to")
        }
        if event.headcounts.filter(**group).exists():
            form.add_error(None, _("This group is counted already; change its number."))
        else:
            try:
                headcount = set_headcount(event=event, counted_by=request.user, **form.cleaned_data)
            except ValidationError as refusal:
                add_refusal(form, refusal)
            else:
                _tell_number(request, headcount)
                return _answer(request, event)
    answer = _render if request.htmx else render_register
    return answer(request, event, headcount_form=form)


@require_POST
@permission_required(PERMISSION, raise_exception=True)
def change_headcount(request, event_id, headcount_id):
    """Count more or fewer people in a group; at 0 it is taken off."""
    event = event_for(request, event_id, PERMISSION)
    headcount = get_object_or_404(event.headcounts.select_related("category"), pk=headcount_id)
    form = HeadcountNumberForm(request.POST)
    try:
        if not form.is_valid():
            raise ValidationError(NumberField.sentence)
        after = _count(request.user, headcount, **form.cleaned_data)
    except ValidationError as refusal:
        if getattr(refusal, "code", None) is not None:
            return answer_refusal(request, event, refusal)
        tell_refusal(request, refusal)
    else:
        if after is None:
            text = _("No longer counted: %(group)s") % {"group": group_name(headcount)}
            messages.success(request, text)
        else:
            _tell_number(request, after)
    return _answer(request, event)


def _count(user, headcount, *, step, count):
    if count is None:
        return add_to_headcount(headcount=headcount, step=step, counted_by=user)
    return set_headcount(
        event=headcount.event,
        category=headcount.category,
        sex=headcount.sex,
        age_from=headcount.age_from,
        age_to=headcount.age_to,
        count=count + (step or 0),
        counted_by=user,
    )


def _tell_number(request, headcount):
    text = _("%(group)s: %(n)s") % {"group": group_name(headcount), "n": headcount.count}
    messages.success(request, text)


def _answer(request, event):
    return _render(request, event) if request.htmx else back_to(event)


def _render(request, event, *, headcount_form=None):
    event.refresh_from_db(fields=["status", "register_closed_at"])
    context = list_context(request, event)
    form = headcount_form or HeadcountForm(categories=Category.objects.all())
    context["headcount_form"] = form
    return render(request, "events/partials/answer_headcounts.html", context)
