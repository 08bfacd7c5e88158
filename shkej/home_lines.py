"""What waits for a user on the home page: each line one tap from done, gone when it is done."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import Alert, Breach, BreachStep
from background.models import StartedTask
from events.inviting.calling import count_organisations, invitations_ahead
from events.models import ChangeRequest, Event, EventProposal, ReopeningRequest
from participants.consents.renewals import renewals_for
from participants.lib.names import tell_apart
from participants.models import Participant, PossibleDuplicate
from reports.models import TextToReview
from retention.models import AccessRequest, Erasure
from shkej.lib.queries.totals import with_total

SHOWN = 5
# Those of the event itself; the others are of its register.
OF_THE_EVENT = ("publicity_unanswered", "untranslated", "without_project")
REOPEN = "events.reopen_register"


@dataclass
class Waiting:
    """One list of the home page: its first lines, and how many there are."""

    title: str
    rows: list
    count: int
    url: str = ""


def events_ahead(user):
    """(today's events, the next few after them) that `user` sees, the next one first."""
    day, seen = timezone.localdate(), Event.objects.visible_to(user)
    today = seen.filter(starts_on=day).exclude(status__in=["cancelled", "postponed"])
    coming = seen.filter(starts_on__gt=day, status="planned").order_by("starts_at", "pk")[:SHOWN]
    shown = Event.objects.filter(Q(pk__in=today.values("pk")) | Q(pk__in=coming.values("pk")))
    rows = list(shown.with_access(user).select_related("centre").order_by("starts_at", "pk"))
    return [row for row in rows if row.starts_on == day], [
        row for row in rows if row.starts_on > day
    ]


def waiting_for(user):
    """The lists that hold anything, in the order in which they should be worked off."""
    lists = [
        _ended_tasks(user),
        _breaches(user),
        _alerts(user),
        _events(user, _("Registers not taken"), "register_not_taken", "events:register"),
        _events(user, _("Registers not closed"), "register_not_closed", "events:register"),
        _events(
            user,
            _("Public events with children: who may see them?"),
            "publicity_unanswered",
            "events:event_update",
        ),
        _changes_asked_for(user),
        _proposed_events(user),
        _texts(user),
        _erasures(user),
        _access_requests(user),
        _calls(user),
        _people_to_complete(user),
        _consents_to_renew(user),
        _possible_duplicates(user),
        _events(user, _("Missing translations"), "untranslated", "events:event_update"),
        _events(
            user,
            _("No project: no project’s report counts them"),
            "without_project",
            "events:event_update",
        ),
    ]
    return [waiting for waiting in lists if waiting and waiting.count]


def reopenings_for(user):
    """Requests to reopen a register that `user` decides, and the answers to those of their own."""
    if not user.has_perm("events.close_register"):
        return {}
    requests = ReopeningRequest.objects
    to_decide = requests.visible_to(user, REOPEN).waiting().order_by().values("pk")
    answered = requests.answered_to(user).order_by().values("pk")
    asked = Q(pk__in=answered)
    if user.has_perm(REOPEN):
        asked |= Q(pk__in=to_decide)
    found = list(requests.filter(asked).for_list().order_by("pk"))
    return {
        "reopenings": [row for row in found if row.decided_at is None],
        "reopening_answers": [row for row in found if row.decided_at],
    }


def _events(user, title, rows, route):
    permission = "events.change_event" if rows in OF_THE_EVENT else "events.change_registration"
    if not user.has_perm(permission):
        return None
    found = getattr(Event.objects.visible_to(user, permission), rows)().select_related("centre")
    url = reverse("events:event_list") + f"?waiting={rows}"
    return _waiting(title, found, lambda event: (event, reverse(route, args=[event.pk])), url=url)


def _ended_tasks(user):
    """What the worker has done for this user, until they look at it."""
    return _waiting(
        _("Ended in the background"),
        StartedTask.objects.visible_to(user).to_tell(),
        lambda task: (task, reverse("background:task", args=[task.result_id])),
    )


def _breaches(user):
    """Incidents of which the Commissioner was not told yet: their clock runs."""
    if not user.has_perm("participants.handle_breach"):
        return None
    told = BreachStep.objects.filter(kind=BreachStep.Kind.COMMISSIONER).values("breach")
    found = Breach.objects.visible_to(user).exclude(pk__in=told)
    return _waiting(
        _("Data breaches"),
        found,
        lambda breach: (breach, reverse("participants:breach_detail", args=[breach.pk])),
        url=reverse("participants:breach_list"),
    )


def _alerts(user):
    """What stands out in the log, until somebody has looked into it."""
    if not user.has_perm("accounts.view_alert"):
        return None
    url = reverse("accounts:alerts")
    found = Alert.objects.open_for(user).select_related("user")
    return _waiting(_("To look into"), found, lambda alert: (alert, url), url=url)


def _proposed_events(user):
    permission = "events.decide_proposal"
    if not user.has_perm(permission):
        return None
    found = EventProposal.objects.visible_to(user, permission).waiting().for_list()
    url = reverse("events:proposals_to_decide")
    return _waiting(
        _("Proposed events"),
        found,
        lambda proposal: (proposal, reverse("events:proposal", args=[proposal.pk])),
        url=url,
    )


def _changes_asked_for(user):
    permission = "events.decide_proposal"
    if not user.has_perm(permission):
        return None
    found = ChangeRequest.objects.visible_to(user, permission).waiting().for_list()
    return _waiting(
        _("Partners ask for a change"),
        found,
        lambda change: (change, reverse("events:change_asked", args=[change.pk])),
        url=reverse("events:proposals_to_decide"),
    )


def _texts(user):
    """Texts about events in which a phone or a number of identity seems to stand."""
    if not user.has_perm("reports.review_texts"):
        return None
    url = reverse("reports:texts_to_review")
    found = TextToReview.objects.visible_to(user).waiting().select_related("event__centre")
    return _waiting(_("Texts to review"), found, lambda text: (text.event, url), url=url)


def _erasures(user):
    permission = "retention.decide_erasure"
    if not user.has_perm(permission):
        return None
    found = Erasure.objects.visible_to(user, permission).waiting()
    rows = list(found.select_related("participant__category"))  # few: each waits for a decision
    lines = [(row.participant, reverse("retention:erasure", args=[row.pk])) for row in rows]
    return Waiting(_("Erasures to decide"), lines[:SHOWN], len(rows), reverse("retention:requests"))


def _access_requests(user):
    permission = "retention.answer_request"
    if not user.has_perm(permission):
        return None
    rows = list(AccessRequest.objects.visible_to(user, permission).open().for_list())
    lines = [(row, reverse("retention:access", args=[row.pk])) for row in rows[:SHOWN]]
    return Waiting(_("People who ask for their data"), lines, len(rows))


def _calls(user):
    if not user.has_perm("events.view_invitation"):
        return None
    number = count_organisations(invitations_ahead(user))
    return Waiting(_("Organisations to call"), [], number, reverse("events:call_list"))


def _people_to_complete(user):
    permission = "participants.change_participant"
    if not user.has_perm(permission):
        return None
    people = Participant.objects.visible_to(user, permission).current()
    return _waiting(
        _("People to complete"),
        people.filter(needs_completion=True).for_list(),
        lambda person: (person, reverse("participants:participant_update", args=[person.pk])),
        url=reverse("participants:participant_list") + "?needs_completion=true",
    )


def _consents_to_renew(user):
    if not user.has_perm("participants.change_participant"):
        return None
    number = renewals_for(user).count()
    url = reverse("participants:consent_renewals")
    return Waiting(_("Consents to ask for anew"), [], number, url)


def _possible_duplicates(user):
    permission = "participants.merge_participant"
    if not user.has_perm(permission):
        return None
    people = Participant.objects.visible_to(user, permission).current().values("pk")
    pairs = PossibleDuplicate.objects.filter(
        is_different=False, first__in=people, second__in=people
    )
    url = reverse("participants:duplicate_list")
    return Waiting(_("Possible duplicates"), [], pairs.count(), url)


def _waiting(title, found, line, url=""):
    """The first of the rows `found`, and how many there are, in one query."""
    rows = list(with_total(found)[:SHOWN])
    if found.model is Participant:
        tell_apart(rows)
    return Waiting(title, [line(row) for row in rows], rows[0].in_all if rows else 0, url)
