"""The page of a partner: what waits for its answer, what is coming, what changed, whom it named."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpResponseBadRequest
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from events.inviting.services import acknowledge
from events.lib.sharing import PERMISSION, organisations_of, organisations_sharing
from events.models import Event, Invitation, LastLook
from events.partner.lines import by_series, lines_of
from events.partner.news import changes_since
from events.partner.representatives.people import seen_by
from shkej.lib.dates import YEARS
from shkej.lib.pages import page_of

SHOWN = 10  # of each list; a series is one line
LOOKED_AT = 50  # coming events without an invitation, which may be one series


def partner_page(request):
    """All of it on one page, for each organisation that the reader acts for."""
    user, organisations = request.user, list(organisations_of(request.user))
    look = LastLook.objects.filter(user=user).first()
    since = _since(user, look)
    named = [
        (organisation, list(seen_by(user, organisation)[:SHOWN])) for organisation in organisations
    ]
    coming = lines_of(_coming(user, organisations))
    context = {
        "organisations": organisations,
        "since": look.at if look else None,
        "made_at": timezone.now().isoformat(),
        "page_obj": page_of(request, by_series(changes_since(user, organisations, since)), SHOWN),
        "waiting": [line for line in coming if line.waits],
        "coming": [line for line in coming if not line.waits][:SHOWN],
        "named": named,
    }
    return render(request, "events/partner/partner_page.html", context)


def _since(user, look):
    """Since when the reader is told of changes: their last look, or the opening of the account."""
    return look.at if look else min(grant.created_at for grant in user.grants_for(PERMISSION))


def _coming(user, organisations):
    """[(event, organisation, invitation or None)]: coming events, once for each invitation.

    Without one they stand there for the first organisation with which they are shared.
    """
    ahead = Event.objects.visible_to(user).with_access(user).coming()
    ahead = ahead.select_related("centre").in_known_order(user)
    rows = Invitation.objects.visible_to(user, PERMISSION).standing()
    invited = rows.filter(organisation__in=organisations).values("event")
    # All to which they are invited, and as many others as the page has room for.
    events = [*ahead.filter(pk__in=invited), *ahead.exclude(pk__in=invited)[:LOOKED_AT]]
    events.sort(key=lambda event: (event.starts_at, event.pk))
    rows = rows.filter(event__in=events)
    invitations = {(row.event_id, row.organisation_id): row for row in rows}
    lines = []
    for event, sharing in organisations_sharing(events, organisations):
        own = [(event, each, invitations.get((event.pk, each.pk))) for each in sharing]
        lines += [line for line in own if line[2]] or own[:1]
    return lines


def changes_seen(request):
    """The reader has seen what changed: it need not be told on the telephone."""
    try:
        until = datetime.fromisoformat(request.POST.get("until", ""))
    except ValueError:
        return HttpResponseBadRequest()  # the page sends the moment at which it was made
    if timezone.is_naive(until) or until.year not in YEARS:
        return HttpResponseBadRequest()
    user = request.user
    since = _since(user, LastLook.objects.filter(user=user).first())
    acknowledge(user=user, organisations=organisations_of(user), since=since, until=until)
    messages.success(
        request,
        _("Thank you. The centre sees that you know of the events to which you are invited."),
    )
    return redirect("events:partner_page")
