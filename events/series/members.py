"""Who belongs to a series, from when to when. Past attendance is never rewritten."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.lib.locks import lock_events
from events.models import Series, SeriesMember
from events.series.registers import fill_registers


def _lock(series):
    return Series.objects.select_for_update(no_key=True).get(pk=series.pk)


@transaction.atomic
def add_member(*, series, participant, joined_on, added_by):
    """Make somebody a member, and put them on the registers of all meetings from then on."""
    series = _lock(series)
    member = SeriesMember(series=series, participant=participant, joined_on=joined_on)
    _check(member)
    member._history_user = added_by
    member.save()
    _follow(series, member, added_by, before=None)
    return member


@transaction.atomic
def change_member(*, member, joined_on, left_on, changed_by):
    """Say when somebody joined and left; they come off the unmarked registers outside of that."""
    series = _lock(member.series)
    member = series.memberships.select_related("participant").get(pk=member.pk)
    before = SeriesMember(joined_on=member.joined_on, left_on=member.left_on)
    member.joined_on, member.left_on = joined_on, left_on
    _check(member)
    member._history_user = changed_by
    member.save(update_fields=["joined_on", "left_on", "updated_at"])
    _follow(series, member, changed_by, before=before)
    return member


@transaction.atomic
def remove_member(*, member, removed_by):
    """Take back a membership that was entered by mistake; what is marked stays."""
    series = _lock(member.series)
    member = series.memberships.select_related("participant").get(pk=member.pk)
    member._history_user = removed_by
    person = member.participant_id
    member.delete()
    fill_registers(series, lock_events(series.events.all()), by=removed_by, people=[person])


def _check(member):
    """One stay after the other: a person is not a member twice on one day."""
    if member.left_on and member.left_on < member.joined_on:
        raise ValidationError({"left_on": _("Nobody leaves before joining.")})
    if member.participant.merged_into_id:
        raise ValidationError(_("This record was merged into another one. Search again."))
    others = member.series.memberships.filter(participant=member.participant)
    for other in others.exclude(pk=member.pk):
        starts_before_end = member.left_on is None or other.joined_on <= member.left_on
        if other.left_on is None and starts_before_end:
            raise ValidationError(_("This person is a member already."), code="member")
        if other.left_on and other.left_on >= member.joined_on and starts_before_end:
            raise ValidationError(
                {
                    "joined_on": _("This person was a member until %(day)s. Choose a later day.")
                    % {"day": date_format(other.left_on)}
                },
                code="overlap",
            )


def _follow(series, member, user, before):
    events = lock_events(series.events.all())
    joined = {
        (event.pk, member.participant_id)
        for event in events
        if before is None or not before.covers(event.starts_on)
    }
    fill_registers(series, events, by=user, people=[member.participant_id], back=joined)
