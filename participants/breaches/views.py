"""The pages about data breaches."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import CreateView, UpdateView

from accounts.models import Breach, BreachStep
from accounts.models.access_log import Action
from participants.breaches.exposure import exposure
from participants.breaches.forms import BreachForm, BreachStepForm
from participants.lib.names import tell_apart
from participants.models import Participant
from shkej.lib.bilingual import LANGUAGES
from shkej.lib.pages import FormPageMixin, UpdatePageMixin, page_of

PER_PAGE = 50


def breaches(request):
    """All incidents that the reader handles, the last first."""
    rows = Breach.objects.visible_to(request.user).select_related("centre")
    rows = rows.prefetch_related("steps")
    return render(request, "participants/breaches/list.html", {"listed": rows})


class _Saving:
    """What both forms share."""

    model = Breach
    form_class = BreachForm
    template_name = "participants/breaches/form.html"

    def get_form_kwargs(self):
        """The form offers what is in the reader's scope."""
        return super().get_form_kwargs() | {"user": self.request.user}

    @transaction.atomic
    def form_valid(self, form):
        """Save it, and write it into the log."""
        is_new = form.instance.pk is None
        if is_new:
            form.instance.opened_by = self.request.user
        response = super().form_valid(form)
        change = "created" if is_new else "changed"
        self.request.log(Action.BREACH, self.object, change=change)
        return response

    def get_success_url(self):
        """The page that says what was exposed."""
        return reverse("participants:breach_detail", args=[self.object.pk])


class BreachCreateView(_Saving, FormPageMixin, CreateView):
    """Write down what is known."""


class BreachUpdateView(_Saving, UpdatePageMixin, UpdateView):
    """Write down what is known by now."""

    pk_url_kwarg = "breach_id"


def breach_detail(request, breach_id):
    """What was exposed, of whom and since when; the clock; the steps."""
    breach = get_object_or_404(Breach.objects.visible_to(request.user), pk=breach_id)
    found = exposure(breach, request.user)
    page = page_of(request, found.people, PER_PAGE)
    people = Participant.objects.visible_to(request.user).filter(pk__in=list(page))
    people = list(people.for_list())
    tell_apart(people)
    request.shows(breach)
    context = _facts(breach, found) | {
        "people": people,
        "page_obj": page,
        "out_of_scope": len(list(page)) - len(people),
        "sees_people": request.user.has_perm("participants.view_participant"),
    }
    return render(request, "participants/breaches/detail.html", context)


def breach_step(request, breach_id):
    """Note a step that was taken; each is noted once."""
    breach = get_object_or_404(Breach.objects.visible_to(request.user), pk=breach_id)
    form = BreachStepForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("That step does not exist, or its text is too long."))
        return redirect("participants:breach_detail", breach.pk)
    with transaction.atomic():
        step, is_new = breach.steps.get_or_create(
            kind=form.cleaned_data["kind"],
            defaults={
                "reference": form.cleaned_data["reference"],
                "done_by": request.user,
            },
        )
        if is_new:
            request.log(Action.BREACH, breach, step=step.kind)
    messages.success(request, _("The step is noted."))
    return redirect("participants:breach_detail", breach.pk)


def breach_print(request, breach_id):
    """The record of the incident in both languages, without anybody's name, to print."""
    breach = get_object_or_404(Breach.objects.visible_to(request.user), pk=breach_id)
    found = exposure(breach, request.user)
    languages = list(LANGUAGES)
    context = _facts(breach, found) | {"languages": languages}
    return render(request, "participants/breaches/print.html", context)


def _facts(breach, found):
    steps = {step.kind: step for step in breach.steps.select_related("done_by")}
    kinds = [(kind, kind.label, steps.get(kind)) for kind in BreachStep.Kind]
    return {"breach": breach, "exposure": found, "steps": kinds}
