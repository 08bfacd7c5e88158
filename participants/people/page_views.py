"""One person's page: who they are, where they came, their family and what they agreed to."""

from allauth.account.decorators import reauthentication_required
from django.db.models import Count, Max, Min, Q
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.access import SENSITIVE
from accounts.addresses import is_phone
from accounts.models.access_log import Action
from accounts.querysets import reaches
from accounts.reading.limits import log_opened
from participants.consents.contacting import contactable, shows_contacts
from participants.lib.names import tell_apart
from participants.models import Consent, Participant
from participants.people.attended import projects_counted_for, strips
from participants.people.cards import cards_of
from participants.people.doubts import doubts
from shkej.lib.dates import today

VIEW, CHANGE = "participants.view_participant", "participants.change_participant"
MERGE = "participants.merge_participant"
READERS, DECIDE = "participants.view_readers", "participants.decide_consent"
SHOWN = 20
AT_ONCE = 5  # events before the fold: what else the page says is below them on a phone


def participant_detail(request, participant_id):
    """Show what is known of a person; of a merged record the one it went into."""
    person = get_object_or_404(
        Participant.objects.visible_to(request.user).for_detail(), pk=participant_id
    )
    if person.merged_into_id:
        return redirect("participants:participant_detail", person.merged_into_id)
    return _show(request, person)


def participant_card(request, participant_id):
    """The card of one person, to be printed."""
    people = Participant.objects.visible_to(request.user).current()
    person = get_object_or_404(people, pk=participant_id)
    request.shows(person)
    context = {
        "cards": cards_of([person]),
        "back_url": reverse("participants:participant_detail", args=[person.pk]),
        "back_label": _("The person’s page"),
    }
    return render(request, "participants/people/cards.html", context)


@reauthentication_required(app="participants", enabled=is_phone)
def reveal_contacts(request, participant_id):
    """Show the page with telephone and e-mail readable, this once.

    On a phone, which is lent and lost, the password is asked again after ten minutes.
    """
    people = Participant.objects.visible_to(request.user).current().for_detail()
    return _show(request, get_object_or_404(people, pk=participant_id), reveals=True)


def _show(request, person, reveals=False):
    user = request.user
    reveals = reveals and shows_contacts(person, user)
    log_opened(request, person, contacts=reveals)
    registrations = person.registrations.visible_to(user, VIEW).active()
    family = _family(person, Participant.objects.visible_to(user).current())
    ties = [*family["guardianships"], *family["wards"]]
    context = {
        "participant": person,
        "reveals": reveals,
        "is_contactable": contactable(person),
        **_what_may_be_done(user, person),
        **_places(registrations),
        **family,
        "doubts": doubts(person, places=registrations, ties=ties),
        "consents": _consents(person),
        "unasked": _unasked(person),
    }
    context["shows_contacts"] = context["is_contactable"] or context["sees_sensitive"]
    context["sees_reasons"] = context["sees_sensitive"] or context["can_decide"]
    context["has_guardians_phone"] = _show_how_to_reach(request, family["guardianships"], context)
    return render(request, "participants/people/participant_detail.html", context)


def _what_may_be_done(user, person):
    return {
        "can_change": not person.anonymised_on and reaches(user, CHANGE, person),
        "can_decide": user.has_perm(DECIDE) and reaches(user, DECIDE, person),
        "can_merge": not person.anonymised_on and reaches(user, MERGE, person),
        "can_see_readers": user.has_perm(READERS) and reaches(user, READERS, person),
        "sees_sensitive": reaches(user, SENSITIVE, person),
    }


def _places(registrations):
    """At which events somebody was, how often they came, and at which they are expected."""
    held = registrations.filter(event__status="held")  # of the others nobody could come
    day = "event__starts_on"
    attended = held.attended().aggregate(times=Count("pk"), first=Min(day), last=Max(day))
    places = registrations.select_related("event", "event__centre", "category")
    past = places.filter(event__starts_on__lte=today())
    newest = list(past.order_by("-event__starts_at", "-pk")[:SHOWN])
    coming = places.filter(event__starts_on__gt=today()).order_by("event__starts_at", "pk")
    return {
        "newest": newest[:AT_ONCE],
        "earlier": newest[AT_ONCE:],
        "coming": list(coming[:SHOWN]),
        "registered": past.count(),
        "most": SHOWN,
        "marked": held.exclude(attendance="unmarked").count(),
        "unmarked": held.filter(attendance="unmarked").count(),
        "attended": attended["times"],
        "first_seen": attended["first"],
        "last_seen": attended["last"],
        "strips": strips(registrations),
        "counted": projects_counted_for(registrations),
    }


def _family(person, visible):
    """Who answers for somebody, for whom they answer, and who lives with them: of `visible`."""
    seen = visible.order_by().values("pk")
    adults = person.guardianships.filter(adult__in=seen).select_related("adult", "child")[:SHOWN]
    children = person.wards.filter(child__in=seen).select_related("adult", "child")[:SHOWN]
    household = visible.exclude(pk=person.pk).filter(household=person.household_id)
    household = tell_apart(household[:SHOWN]) if person.household_id else []
    others = [*(tie.adult for tie in adults), *(tie.child for tie in children)]
    tell_apart(others)
    _note_consents([*household, *others])
    return {"guardianships": adults, "wards": children, "household": household}


def _note_consents(people):
    """Say of each of the family whether a valid consent is missing (`lacks_consent`)."""
    keys = {person.pk for person in people}
    rows = Participant.objects.filter(pk__in=keys).without_consent(today())
    lacking = set(rows.values_list("pk", flat=True))
    for person in people:
        person.lacks_consent = person.pk in lacking


def _show_how_to_reach(request, ties, context):
    """Let each tie say how its adult is got in touch with; whether any telephone is shown.

    Sets `is_not_contacted`, and of who may be contacted `safe_contact` and `shows_phone`, only
    where the child's own contacts are shown. A telephone that is readable is logged.
    """
    adults = Participant.objects.filter(pk__in=[tie.adult_id for tie in ties])
    contactable_ones = set(adults.contactable(today()).values_list("pk", flat=True))
    for tie in ties:
        tie.is_not_contacted = tie.adult_id not in contactable_ones
        is_shown = context["shows_contacts"] and not tie.is_not_contacted
        tie.shows_phone = is_shown and bool(tie.adult.phone)
        tie.safe_contact = tie.adult.safe_contact if is_shown else ""
        if tie.shows_phone and context["reveals"]:
            request.log(Action.VIEW_PARTICIPANT, tie.adult, contacts=True)
    return any(tie.shows_phone for tie in ties)


def _unasked(person):
    """The labels of the purposes without an answer, or with one that has expired.

    Sharing is asked about for each partner, where it comes up.
    """
    newest = person.consents.newest()
    settled = newest.filter(Q(expires_on=None) | Q(expires_on__gte=today()) | ~Q(answer="given"))
    settled = {*settled.values_list("purpose", flat=True), Consent.Purpose.SHARING}
    return [purpose.label for purpose in Consent.Purpose if purpose.value not in settled]


def _consents(person):
    """The newest answers, each with `counts`: whether no later one replaced it."""
    counting = set(person.consents.newest().values_list("pk", flat=True))
    rows = person.consents.select_related("shared_with", "guardian", "text")[:SHOWN]
    for row in rows:
        row.participant, row.counts = person, row.pk in counting
    tell_apart([row.guardian for row in rows if row.guardian])
    return rows
