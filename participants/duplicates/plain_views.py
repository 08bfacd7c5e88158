"""Plain pairs together: two records that say the same of one person, or of which one says less."""

from functools import partial

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.access import SENSITIVE
from participants.duplicates.forms import FIRST, MergeForm
from participants.duplicates.places import seen_of
from participants.duplicates.plain import plain_pairs
from participants.finding.telling import with_parents
from participants.lib.effects import effects_of
from participants.lib.names import tell_apart
from participants.merging.log import log_merge
from participants.merging.services import merge_participants
from participants.models import Participant
from shkej.lib.forms.inputs import IdsField
from shkej.lib.refusals import tell

AT_ONCE = 5  # while they are joined nobody else writes on SQLite


class PlainPair:
    """Two records of which nothing differs: `kept` stays, `merged` goes into it."""

    def __init__(self, pair, people, sensitive, user):
        self.pair, self.user = pair, user
        one, other = people[pair.first_id], people[pair.second_id]
        self.kept, self.merged = (other, one) if other.times_seen > one.times_seen else (one, other)
        records = {"first": self.kept, "second": self.merged}
        records["sees_sensitive"] = {self.kept.pk, self.merged.pk} <= sensitive
        self.form = MergeForm(MergeForm(**records).initial | {"kept": FIRST}, **records)

    def merge(self):
        """Join the two."""
        self.form.full_clean()
        return merge_participants(
            kept=self.kept, merged=self.merged, merged_by=self.user, facts=self.form.facts()
        )


def duplicate_plain(request):
    """List plain pairs; say what joining the chosen ones does; join them, all or none."""
    plain = plain_pairs(request.user)
    wanted = IdsField().clean(" ".join(request.POST.getlist("pair")))
    context = {"chosen": wanted, "is_asked": request.method == "POST"}
    if len(wanted) > AT_ONCE:
        context["refusal"] = _("Tick at most %(n)s pairs at once.") % {"n": AT_ONCE}
    elif wanted and "change" not in request.POST:
        chosen = _pairs(plain.filter(pk__in=wanted), request.user)
        if chosen:
            seen = seen_of([(pair.kept, pair.merged) for pair in chosen])
            if request.POST.get("seen") == seen and _merged(request, chosen):
                return redirect("participants:duplicate_list")
            if (effects := _effects(request, chosen)) is not None:
                context |= {"pairs": chosen, "seen": seen, "effects": effects}
        is_less = len(chosen) < len(wanted)
        context["changed_meanwhile"] = is_less or "seen" in request.POST
    if "pairs" not in context:
        context["pairs"] = _pairs(plain, request.user)
    return render(request, "participants/duplicates/duplicate_plain.html", context)


def _pairs(rows, user):
    """The first few pairs, nobody in two of them: a third record is joined the next time."""
    chosen, taken = [], set()
    for row in rows.iterator(chunk_size=10 * AT_ONCE):
        both = {row.first_id, row.second_id}
        if not both & taken:
            chosen.append(row)
            taken |= both
        if len(chosen) == AT_ONCE:
            break
    people = Participant.objects.filter(pk__in=taken).for_detail().with_times_seen(user)
    people = {person.pk: person for person in with_parents(tell_apart(people), user)}
    seeing = Participant.objects.visible_to(user, SENSITIVE).filter(pk__in=taken)
    sensitive = set(seeing.values_list("pk", flat=True))
    return [PlainPair(row, people, sensitive, user) for row in chosen]


def _effects(request, pairs):
    """What joining them changes; None where it is refused, which is said."""
    keys = [key for pair in pairs for key in (pair.kept.pk, pair.merged.pk)]
    change = partial(_merge_all, pairs)
    try:
        return effects_of(change, reader=request.user, people=keys)
    except ValidationError as refusal:
        tell(request, refusal)
        return None


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
