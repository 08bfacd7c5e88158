"""Who answers for whom, and who lives together."""

from django.contrib import messages
from django.db import transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts.addresses import is_own_address
from participants.families.services import join_household
from participants.families.tie_forms import GuardianshipForm, TieForm
from participants.finding.picking import PickForm
from participants.models import Guardianship, Participant
from participants.recording.pick_or_new import PickOrNew
from shkej.lib.pages import saved_whole

CHANGE = "participants.change_participant"
PARENT, CHILD = "parent", "child"  # categories
VERSIONS = 20  # of a tie that its page shows


def _people(request):
    return Participant.objects.visible_to(request.user, CHANGE, few=True).current()


def _back_to(person):
    return redirect("participants:participant_detail", person.pk)


def guardianship_create(request, participant_id, is_child):
    """Find the adult of a child (or the child of an adult), and say how they belong together."""
    person = get_object_or_404(_people(request), pk=participant_id)
    pick = PickOrNew(request, person, _people(request), category=PARENT if is_child else CHILD)
    form = GuardianshipForm(request.POST or None, is_child=is_child, **pick.of_form)
    if request.method == "POST" and form.is_valid() and not pick.asks():
        with transaction.atomic():
            form.put(pick.save(form))
            form.save()
        messages.success(request, _("The family tie was recorded."))
        back = request.GET.get("next", "")  # the form that asked for a parent or guardian
        return redirect(back) if is_own_address(request, back) else _back_to(person)
    context = pick.context(form) | {"is_child": is_child}
    return render(request, "participants/families/guardianship_form.html", context)


@saved_whole
def guardianship_update(request, participant_id, guardianship_id):
    """Correct what an adult is to a child, and whether they may collect them."""
    people = _people(request)
    person = get_object_or_404(people, pk=participant_id)
    seen = people.order_by().values("pk")
    ties = Guardianship.objects.filter(Q(adult=person) | Q(child=person))
    ties = ties.filter(adult__in=seen, child__in=seen).select_related("adult", "child")
    if request.method == "POST":
        ties = ties.select_for_update(of=("self",))
    tie = get_object_or_404(ties, pk=guardianship_id)
    form = TieForm(request.POST or None, instance=tie)
    if form.is_valid():
        form.save()
        messages.success(request, _("The family tie was changed."))
        return _back_to(person)
    versions = tie.history.select_related("history_user").order_by("-history_date", "-history_id")
    context = {"participant": person, "tie": tie, "form": form, "versions": versions[:VERSIONS]}
    status = 409 if form.has_conflict else 200
    return render(request, "participants/families/tie_form.html", context, status=status)


def guardianship_remove(request, participant_id, guardianship_id):
    """Take a tie back that was recorded by mistake; the change history keeps it."""
    person = get_object_or_404(_people(request), pk=participant_id)
    ties = Guardianship.objects.filter(Q(adult=person) | Q(child=person))
    get_object_or_404(ties, pk=guardianship_id).delete()
    messages.success(request, _("The family tie was removed."))
    return _back_to(person)


def household_join(request, participant_id):
    """Find somebody whom a person lives with, and put both into one household."""
    person = get_object_or_404(_people(request), pk=participant_id)
    pick = PickOrNew(request, person, _people(request))
    form = PickForm(request.POST or None, **pick.of_form)
    if request.method == "POST" and form.is_valid() and not pick.asks():
        with transaction.atomic():
            pair = person, pick.save(form)
            mover, stays = pair[::-1] if pick.is_new else pair  # who is new has no household yet
            join_household(person=mover, other=stays)
        messages.success(request, _("The household was recorded."))
        return _back_to(person)
    return render(request, "participants/families/household_form.html", pick.context(form))


def household_leave(request, participant_id):
    """Take a person out of their household."""
    with transaction.atomic():
        people = _people(request).order_by().values("pk")
        locked = Participant.objects.filter(pk__in=people).select_for_update(of=("self",))
        person = get_object_or_404(locked, pk=participant_id)
        person.household = None
        person.save(update_fields=["household", "updated_at"])
    messages.success(request, _("The person no longer belongs to the household."))
    return _back_to(person)
