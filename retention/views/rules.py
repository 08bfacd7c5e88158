"""How long kinds are kept, what falls due, and the runs that let go of it."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from background.services import start_task
from events.models import Centre
from participants.lib.names import tell_apart
from participants.models import Participant
from retention.forms.rules import RuleForm
from retention.keeping import services
from retention.models import Rule, Run
from retention.tasks import do_retention_run
from shkej.lib.dates import today
from shkej.lib.refusals import tell

SHOWN = 200  # people of one kind on a page; the number says how many they are


def rules(request):
    """All kinds with their times, and the runs."""
    runs = Run.objects.visible_to(request.user, request.permission)
    context = {
        "kinds": services.kept_kinds(),
        "centres": _centres(request.user),
        "runs": runs.select_related("centre", "asked_by", "decided_by")[:50],
    }
    return render(request, "retention/rules.html", context)


def rule(request, kind):
    """Propose another time for one kind."""
    kept = next((one for one in services.kept_kinds() if one.kind.code == kind), None)
    if kept is None:
        raise Http404
    initial = {"months": kept.months, "why": kept.why}
    form = RuleForm(request.POST or None, kind=kept.kind, initial=initial)
    if request.method == "POST" and form.is_valid():
        services.want_rule(code=kind, **form.cleaned_data, wanted_by=request.user, log=request.log)
        messages.success(request, _("It holds once a coordinator agrees."))
        return redirect("retention:rules")
    return render(request, "retention/rule_form.html", {"form": form, "kept": kept})


@reauthentication_required(app="retention")
def rule_decide(request, rule_id):
    """Agree to what somebody wants, or with `refuse` do not."""
    found = get_object_or_404(Rule, pk=rule_id)
    try:
        services.decide_rule(
            rule=found,
            is_agreed="refuse" not in request.POST,
            decided_by=request.user,
            log=request.log,
        )
        messages.success(request, _("The decision was saved."))
    except ValidationError as refusal:
        tell(request, refusal)
    return redirect("retention:rules")


def due(request, centre_id=None):
    """What would be let go of today: how many, and who where the reader knows people there."""
    centre = _centre(request.user, centre_id)
    visible = Participant.objects.visible_to(request.user, "retention.decide_erasure")
    if not request.user.has_perm("retention.decide_erasure"):
        visible = visible.none()
    lines = []
    for kept, number in services.due_numbers(centre):
        people = []
        if kept.kind.is_of_people and number:
            rows = services.due_rows(kept.kind, kept.months, today(), centre)
            people = tell_apart(rows.filter(pk__in=visible.order_by().values("pk"))[:SHOWN])
        lines.append({"kept": kept, "number": number, "people": people})
    context = {"centre": centre, "lines": lines, "any": any(line["number"] for line in lines)}
    return render(request, "retention/due.html", context)


@reauthentication_required(app="retention")
def run_ask(request, centre_id=None):
    """Ask that what falls due be let go."""
    centre = _centre(request.user, centre_id)
    try:
        run = services.ask_run(centre=centre, asked_by=request.user, log=request.log)
    except ValidationError as refusal:
        tell(request, refusal)
        return redirect("retention:rules")
    messages.success(request, _("A coordinator is asked to confirm it."))
    return redirect("retention:run", run.pk)


def run(request, run_id):
    """Show one run: what it lets go of, and how far it is."""
    return render(request, "retention/run.html", {"run": _run(request, run_id)})


@reauthentication_required(app="retention")
def run_decide(request, run_id):
    """Let it be done, or with `refuse` not."""
    found, is_agreed = _run(request, run_id), "refuse" not in request.POST
    try:
        services.decide_run(
            run=found, is_agreed=is_agreed, decided_by=request.user, log=request.log
        )
    except ValidationError as refusal:
        tell(request, refusal)
        return redirect("retention:run", found.pk)
    if not is_agreed:
        messages.success(request, _("The decision was saved."))
        return redirect("retention:run", found.pk)
    started = start_task(
        do_retention_run,
        found.pk,
        started_by=request.user,
        url=reverse("retention:run", args=[found.pk]),
    )
    return redirect("background:task", started.result_id)


def _run(request, key):
    found = get_object_or_404(Run.objects.visible_to(request.user, request.permission), pk=key)
    found.lines = [(kind.label, number) for kind, number in services.in_order(found.due)]
    found.done_lines = [(kind.label, number) for kind, number in services.in_order(found.done)]
    return found


def _centres(user):
    """The centres whose runs this user may ask for; who runs the system, for all."""
    return Centre.objects.visible_to(user, "retention.ask_run").order_by("pk")


def _centre(user, key):
    return get_object_or_404(_centres(user), pk=key) if key else None
