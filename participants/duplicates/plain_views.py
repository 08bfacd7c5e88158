"""Plain pairs together: two records that say the same of one person, or of which one says less."""

import hashlib
from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from accounts.access import SENSITIVE
from participants.duplicates.forms import FIRST, MergeForm
from participants.duplicates.places import PlacesOf
from participants.finding.telling import with_parents
from participants.lib.effects import effects_of
from participants.lib.names import tell_apart
from participants.merging.log import log_merge
from participants.merging.services import merge_participants
from participants.models import Participant, PossibleDuplicate
from shkej.lib.inputs import IdsField
from shkej.lib.refusals import tell

AT_ONCE = 20


class PlainPair:
    """Two records of which nothing differs: `kept` stays, `merged` goes into it."""

    def __init__(self, pair, people, sensitive, user):
        self.pair, self.user = pair, user
        one, other = people[pair.first_id], people[pair.second_id]
        first, second = (other, one) if other.times_seen > one.times_seen else (one, other)
        sees_sensitive = {first.pk, second.pk} <= sensitive
        asked = MergeForm(first=first, second=second, sees_sensitive=sees_sensitive)
        self.is_plain = all(asked.fields[name].is_of_one for name in asked.fields if name != "kept")
        self.kept, self.merged = first, second
        known = asked.initial | {"kept": FIRST}
        self.form = MergeForm(known, first=first, second=second, sees_sensitive=sees_sensitive)

    @property
    def seen(self):
        """What both are and where they were, as a short text."""
        return PlacesOf((self.kept, self.merged), self.user).seen

    def merge(self):
        """Join the two."""
        self.form.full_clean()
        return merge_participants(
            kept=self.kept, merged=self.merged, merged_by=self.user, facts=self.form.facts()
        )


def duplicate_plain(request):
    """List plain pairs; say what joining the chosen ones does; join them, all or none."""
    pairs = _plain_pairs(request.user)
    wanted = IdsField().clean(" ".join(request.POST.getlist("pair"))[:2_000])
    chosen = [pair for pair in pairs if pair.pair.pk in wanted]
    context = {"pairs": pairs, "chosen": wanted, "is_asked": request.method == "POST"}
    if chosen and "change" not in request.POST:
        seen = _seen(chosen)
        if request.POST.get("seen") == seen and _merged(request, chosen):
            return redirect("participants:duplicate_list")
        context |= {"pairs": chosen, "seen": seen, "changed_meanwhile": "seen" in request.POST}
        context |= _effects(request, chosen)
    return render(request, "participants/duplicates/duplicate_plain.html", context)


def _plain_pairs(user):
    """The first few pairs of equal names, sex and birth of which no other fact differs."""
    rows = PossibleDuplicate.objects.visible_to(user).undecided().plain().order_by("pk")
    rows = list(rows[: 2 * AT_ONCE])
    keys = {key for row in rows for key in (row.first_id, row.second_id)}
    people = Participant.objects.filter(pk__in=keys).for_detail().with_times_seen(user)
    people = {person.pk: person for person in with_parents(tell_apart(people), user)}
    seeing = Participant.objects.visible_to(user, SENSITIVE).filter(pk__in=keys)
    sensitive = set(seeing.values_list("pk", flat=True))
    pairs, taken = [], set()
    for row in rows:
        both = {row.first_id, row.second_id}
        pair = PlainPair(row, people, sensitive, user)
        if pair.is_plain and not both & taken:
            pairs.append(pair)
            taken |= both  # of three records of one person the third is joined the next time
    return pairs[:AT_ONCE]


def _seen(pairs):
    return hashlib.sha256(" ".join(pair.seen for pair in pairs).encode()).hexdigest()[:16]


def _effects(request, pairs):
    """What joining them changes; nothing where it is refused, which is said."""
    keys = [key for pair in pairs for key in (pair.kept.pk, pair.merged.pk)]
    change = partial(_merge_all, pairs)
    try:
        return {"effects": effects_of(change, reader=request.user, people=keys)}
    except ValidationError as refusal:
        tell(request, refusal)
        return {}


def _merge_all(pairs):
    return [pair.merge() for pair in pairs]


def _merged(request, pairs):
    """Whether all of them were joined; else none was, and why is said."""
    try:
        with transaction.atomic():
            merges = _merge_all(pairs)
            for merge in merges:
                log_merge(request, merge)
    except ValidationError as refusal:
        tell(request, refusal)
        return False
    text = ngettext(
        "%(n)s pair is one record now. It can be undone below.",
        "%(n)s pairs are one record each now. Each can be undone below.",
        len(merges),
    )
    messages.success(request, text % {"n": len(merges)})
    return True
