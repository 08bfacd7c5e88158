"""Records that may be one person: look, decide, join, and take it back."""

from bisect import bisect_left, bisect_right
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import SENSITIVE
from accounts.reading.limits import log_opened
from background.services import start_task
from participants.duplicates.forms import MergeForm
from participants.duplicates.places import PlacesOf
from participants.duplicates.plain import plain_pairs
from participants.duplicates.services import keep_apart
from participants.finding.picking import Pick, PickForm
from participants.finding.telling import with_parents
from participants.lib.effects import effects_of
from participants.lib.names import tell_apart
from participants.merging.log import log_merge
from participants.merging.services import (
    UNDO_WITHIN,
    merge_participants,
    refuse_two_people,
    undo_merge,
)
from participants.models import Merge, Participant, PossibleDuplicate
from participants.tasks import search_duplicates
from shkej.lib.pages import page_of
from shkej.lib.refusals import tell

MERGE = "participants.merge_participant"
PER_PAGE, MERGES = 20, 20


def duplicate_list(request):
    """List the pairs that wait for a decision, and the merges that can still be undone."""
    user = request.user
    pairs = PossibleDuplicate.objects.visible_to(user).undecided()
    page = page_of(request, pairs, PER_PAGE)
    keys = {key for pair in page for key in (pair.first_id, pair.second_id)}
    people = Participant.objects.filter(pk__in=keys).for_list().with_times_seen(user)
    people = {person.pk: person for person in with_parents(tell_apart(people), user)}
    merges = Merge.objects.visible_to(user).undoable().select_related("kept", "merged")
    merges = list(merges.filter(created_at__gte=timezone.now() - UNDO_WITHIN)[:MERGES])
    tell_apart(merge.kept for merge in merges)
    context = {
        "list_title": _("Possible duplicates"),
        "listed": page,
        "page_obj": page,
        "pairs": [(pair, people[pair.first_id], people[pair.second_id]) for pair in page],
        "merges": merges,
        "has_plain": plain_pairs(user).exists(),
    }
    return render(request, "participants/duplicates/duplicate_list.html", context)


def duplicate_search(request):
    """Have everybody whom the user may merge compared by the worker; its page says how far."""
    started = start_task(
        search_duplicates,
        request.user.pk,
        started_by=request.user,
        url=reverse("participants:duplicate_list"),
    )
    return redirect("background:task", started.result_id)


def duplicate_create(request, participant_id):
    """Name the other record of a person, found by name or code."""
    people = Participant.objects.visible_to(request.user, request.permission, few=True).current()
    person = get_object_or_404(people, pk=participant_id)
    pick = Pick(request, person, people)
    form = PickForm(request.POST or None, **pick.of_form)
    if request.method == "POST" and form.is_valid():
        first, second = sorted((person.pk, form.cleaned_data["other"].pk))
        pair, _created = PossibleDuplicate.objects.update_or_create(
            first_id=first, second_id=second, defaults={"is_different": False}
        )
        return redirect("participants:duplicate_review", pair.pk)
    return render(request, "participants/duplicates/duplicate_form.html", pick.context(form))


class Queue:
    """Where a pair is among those that wait, for whoever goes through them (`?queue=1`).

    `number` of `total`, no number for a pair that was decided; `previous`, `next`: addresses, ""
    at the ends. Read anew each time: a decision takes away more pairs than one.
    """

    def __init__(self, request, pair):
        self.is_gone_through = "queue" in request.GET
        self._user, self._key = request.user, pair.pk
        self.number = self.total = 0
        self.previous = self.next = ""
        if self.is_gone_through:
            self._read()

    def _read(self):
        pairs = PossibleDuplicate.objects.visible_to(self._user).undecided()
        keys = list(pairs.order_by("pk").values_list("pk", flat=True))
        before, after = bisect_left(keys, self._key), bisect_right(keys, self._key)
        self.number, self.total = before + 1 if before < after else 0, len(keys)
        self.previous = _in_queue(keys[before - 1]) if before else ""
        self.next = _in_queue(keys[after]) if after < len(keys) else ""

    def after_decision(self):
        """Where it leads: to the next pair that waits still, else the one before, or the list; "".

        Call it once the decision is saved.
        """
        if not self.is_gone_through:
            return ""
        self._read()
        return self.next or self.previous or reverse("participants:duplicate_list")


def _in_queue(key):
    return reverse("participants:duplicate_review", args=[key]) + "?queue=1"


def duplicate_review(request, duplicate_id):
    """Show two records side by side; say what joining them as chosen does; join them."""
    user = request.user
    pair = get_object_or_404(PossibleDuplicate.objects.visible_to(user), pk=duplicate_id)
    people = Participant.objects.for_detail().with_times_seen(user)
    people = people.in_bulk([pair.first_id, pair.second_id])
    first, second = people[pair.first_id], people[pair.second_id]
    first, second = with_parents(tell_apart([first, second]), user)
    if second.times_seen > first.times_seen:
        first, second = second, first
    sensitive = Participant.objects.visible_to(user, SENSITIVE).filter(pk__in=people)
    form = MergeForm(
        request.POST or None,
        first=first,
        second=second,
        sees_sensitive=sensitive.count() == len(people),
    )
    places = PlacesOf(form.people, user)
    queue = Queue(request, pair)
    seen = f"{places.seen}{'apart' if pair.is_different else ''}"
    context = {
        "pair": pair,
        "first": first,
        "second": second,
        "form": form,
        "places": places,
        "seen": seen,
        "queue": queue,
    }
    if request.method == "POST" and "change" not in request.POST and form.is_valid():
        is_confirmed = request.POST.get("seen") == seen
        if is_confirmed and (merge := _merge(request, form)):
            page = reverse("participants:participant_detail", args=[merge.kept_id])
            return redirect(queue.after_decision() or page)
        if not form.errors and _look_ahead(form, user, context):
            context["changed_meanwhile"] = "seen" in request.POST
    _log_views(request, form.people)
    page = "duplicate_confirm" if "effects" in context else "duplicate_review"
    return render(request, f"participants/duplicates/{page}.html", context | _refusal(form))


def _refusal(form):
    """What says that they are two people, before anything is chosen."""
    try:
        refuse_two_people(*form.people)
    except ValidationError as refusal:
        return {"refusal": refusal.messages[0]}
    return {}


def _look_ahead(form, user, context):
    """Count what the merge would change; where it is refused, the form says why."""
    kept, merged = form.records
    try:
        context["effects"] = effects_of(
            partial(
                merge_participants, kept=kept, merged=merged, merged_by=user, facts=form.facts()
            ),
            reader=user,
            people=[kept.pk, merged.pk],
        )
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    context |= {"kept": kept, "merged": merged}
    return True


def _log_views(request, people):
    for person in people:
        log_opened(request, person)


@transaction.atomic
def _merge(request, form):
    kept, merged = form.records
    try:
        merge = merge_participants(
            kept=kept, merged=merged, merged_by=request.user, facts=form.facts()
        )
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return None
    log_merge(request, merge)
    undo = reverse("participants:merge_undo", args=[merge.pk])
    messages.success(request, _("The two records are now one."), extra_tags=f"undo:{undo}")
    return merge


def duplicate_dismiss(request, duplicate_id):
    """Remember that two records are two people."""
    pair = get_object_or_404(PossibleDuplicate.objects.visible_to(request.user), pk=duplicate_id)
    keep_apart(one=pair.first, other=pair.second)
    messages.success(request, _("Noted: these are two people."))
    after = Queue(request, pair).after_decision()
    return redirect(after or "participants:duplicate_list")


def merge_undo(request, merge_id):
    """Part two records again."""
    merge = get_object_or_404(Merge.objects.visible_to(request.user), pk=merge_id)
    try:
        with transaction.atomic():
            merge = undo_merge(merge=merge, undone_by=request.user)
            log_merge(request, merge, undone=True)
    except ValidationError as refusal:
        tell(request, refusal)
    else:
        messages.success(request, _in_words(merge))
    return redirect("participants:duplicate_list")


def _in_words(merge):
    """That a merge was undone, and how much stays as it was changed since."""
    text = _("The merge was undone: there are two records again.")
    if not merge.stayed:
        return text
    later = ngettext(
        "%(n)s entry that was changed after the merge stays as it is now: look at both records.",
        "%(n)s entries that were changed after the merge stay as they are now: look at both "
        "records.",
        merge.stayed,
    )
    return f"{text} {later % {'n': merge.stayed}}"
