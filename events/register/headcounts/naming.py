"""Giving one of those who were counted their name: the total stays what it was."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from events.lib.locks import lock_event
from events.models import Attendance, Headcount, RegisterAct, Registration
from events.models.one_act import as_act
from events.models.registrations import ATTENDED
from events.register.headcounts.services import set_headcount
from events.register.people.services import (
    change_registration,
    register_new_person,
    register_participant,
)
from events.register.putting_back import check_still_stands, put_back
from events.register.state import check_day_has_come, check_register_is_open
from shkej.lib.dates import today


@as_act(RegisterAct.Kind.NAME, by="named_by")
@transaction.atomic
def name_counted(*, headcount, named_by, participant=None, new_person=None):
    """Put one person of `headcount` on the register by name, and count one fewer without.

    The person: `participant`, or `new_person` with what `register_new_person` takes of them. They
    attend as the group's category; their own sex and age stand. Who is marked as present already
    is no other person: refused. Returns the moment at which the act began and the registration.
    """
    event = lock_event(headcount.event)
    check_register_is_open(event)
    check_day_has_come(event)
    moment = timezone.now()
    group = _group(event, headcount)
    common = {"event": event, "registered_by": named_by, "attendance": Attendance.PRESENT}
    common["source"] = (
        Registration.Source.WALK_IN if event.local_date == today() else Registration.Source.STAFF
    )
    if participant is None:
        answers = {**new_person, "category": group.category}
        registration = register_new_person(**answers, **common)
    else:
        _refuse_who_is_there(event, participant)
        registration = register_participant(
            participant=participant,
            category=group.category,
            organisation=participant.organisation,
            **common,
        )
        if registration.category_id != group.category_id:
            change_registration(
                registration=registration,
                category=group.category,
                organisation=registration.organisation,
                changed_by=named_by,
            )
    _count(event, group, group.count - 1, named_by)
    return moment, registration


@transaction.atomic
def undo_naming(*, event, headcount_id, registration, moment, undone_by):
    """Take a naming back: the person as they were before, and one more counted in the group."""
    event = lock_event(event)
    check_register_is_open(event)
    past = Headcount.history.filter(event=event, id=headcount_id, history_date__gte=moment)
    group = past.order_by("history_date", "history_id").first()
    if group is None:
        raise ValidationError(_("Nobody of this group was named."), code="not_named")
    registration = event.registrations.for_register().get(pk=registration.pk)
    registration.event = event
    check_still_stands(registration, moment=moment, by=undone_by)
    now = event.headcounts.filter(
        category=group.category_id, sex=group.sex, age_from=group.age_from, age_to=group.age_to
    ).first()
    _count(event, group, (now.count if now else 0) + 1, undone_by)
    put_back(registration, moment=moment, by=undone_by)
    return registration


def _group(event, headcount):
    """The group as it stands now; refused where nobody of it is left to be named."""
    group = event.headcounts.select_related("category").filter(pk=headcount.pk).first()
    if group is None:
        raise ValidationError(_("Nobody of this group is counted any more."), code="gone")
    return group


def _refuse_who_is_there(event, participant):
    if event.registrations.filter(participant=participant, attendance__in=ATTENDED).exists():
        raise ValidationError(
            _(
                "This person is marked as present already, so they cannot be one of those who "
                "were counted. Nothing was changed."
            ),
            code="present_already",
        )


def _count(event, group, count, by):
    set_headcount(
        event=event,
        category=group.category,
        sex=group.sex,
        age_from=group.age_from,
        age_to=group.age_to,
        count=count,
        counted_by=by,
    )
