"""The form on which a person is recorded, and on which their record is corrected."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import CreateView, UpdateView

from accounts.access import SENSITIVE
from accounts.models.access_log import Action
from accounts.querysets import reaches
from accounts.reading.limits import log_opened
from participants.duplicates.pairs import possible_duplicates, record_possible_duplicates_later
from participants.duplicates.services import keep_apart
from participants.finding.nearest import nearest
from participants.finding.telling import with_parents
from participants.lib.ages import correct_ages
from participants.lib.names import tell_apart
from participants.merging.locking import lock_people
from participants.models import Participant
from participants.people.record_forms import ParticipantForm
from participants.recording.new_people import ALIKE_SHOWN, WrittenDown
from shkej.lib.albanian import fold
from shkej.lib.pages import FormPageMixin, UpdatePageMixin

FEWEST_LETTERS = 2  # of a name that is looked for


class ParticipantCreateView(FormPageMixin, CreateView):
    """Record somebody new, once nobody alike was meant."""

    model = Participant
    template_name = "participants/people/participant_form.html"
    form_class = ParticipantForm
    alike = ()

    def get_form_kwargs(self):
        """What limits the choices."""
        user = self.request.user
        return super().get_form_kwargs() | {
            "user": user,
            "permission": self.request.permission,
            "sees_sensitive": user.has_perm(SENSITIVE),
        }

    @transaction.atomic
    def form_valid(self, form):
        """Save; where people alike are recorded, show them first and ask."""
        user, centre = self.request.user, form.instance.centre
        type(centre).objects.select_for_update(no_key=True).get(pk=centre.pk)  # a second tap waits
        among = Participant.objects.visible_to(user).current().with_times_seen(user)
        self.alike = with_parents(possible_duplicates(form.instance, among), user)
        seen = set(self.request.POST.getlist("not_same"))
        if {str(person.pk) for person in self.alike} - seen:
            return self.render_to_response(self.get_context_data(form=form))
        self.object = form.save()
        for person in self.alike:
            keep_apart(one=self.object, other=person)
        messages.success(self.request, _("The person was recorded."))
        return redirect("participants:participant_detail", self.object.pk)

    def get_context_data(self, **kwargs):
        """The people alike, where there are any."""
        return super().get_context_data(**kwargs) | {"alike": self.alike}


def participant_alike(request):
    """Who is called nearly as somebody who is being written down, as a fragment of the form."""
    form = WrittenDown(request.POST)
    words, alike, user = form.words_typed, [], request.user
    if len(fold(words)) >= FEWEST_LETTERS and not form.has_long_name:
        people = Participant.objects.visible_to(user, few=True).current().with_times_seen(user)
        alike = with_parents(tell_apart(nearest(people, words, ALIKE_SHOWN)), user)
        request.shows(None, words=words)
        if not alike:
            request.log(Action.SEARCH, words=words)
    context = {"typed_alike": alike, "has_long_name": form.has_long_name}
    return render(request, "participants/finding/typed_alike.html", context)


class ParticipantUpdateView(UpdatePageMixin, UpdateView):
    """Correct or complete what is known of a person."""

    model = Participant
    template_name = "participants/people/participant_form.html"
    form_class = ParticipantForm
    pk_url_kwarg = "participant_id"

    def get_queryset(self):
        """Current records; a merged one is corrected where it went."""
        return super().get_queryset().current()

    def get_form_kwargs(self):
        """What limits the choices."""
        user = self.request.user
        return super().get_form_kwargs() | {
            "user": user,
            "permission": self.request.permission,
            "sees_sensitive": reaches(user, SENSITIVE, self.object),
        }

    def get_context_data(self, **kwargs):
        """The form shows contacts: that leaves a line in the log."""
        log_opened(self.request, self.object, contacts=True)
        return super().get_context_data(**kwargs) | {"participant": self.object}

    @transaction.atomic
    def form_valid(self, form):
        """Save; recorded ages follow while their register is open."""
        if form.changes_age:
            try:
                lock_people(form.instance.pk)
            except ValidationError as refusal:
                form.add_error(None, refusal)
                return self.form_invalid(form)
        person = self.object = form.save()
        self._correct_ages(form)
        if {"first_name", "last_name", "father_name"} & set(form.changed_data):
            everybody = Participant.objects.visible_to(
                self.request.user, self.request.permission
            ).current()
            record_possible_duplicates_later([person], everybody)
        messages.success(self.request, _("The changes were saved."))
        return redirect(reverse("participants:participant_detail", args=[person.pk]))

    def _correct_ages(self, form):
        """On closed registers only with the reason of somebody who may correct these."""
        known = {"before": form.birth_before, "after": form.instance.birth, "by": self.request.user}
        done = correct_ages(registrations=form.instance.registrations, **known)
        reason = form.cleaned_data.get("ages_reason")
        if reason and done.closed:
            closed = form.closed_places()
            done.closed -= correct_ages(registrations=closed, reason=reason, **known).changed
        if done.closed:
            text = ngettext(
                "%(n)s age stays as it was recorded, because its register is closed.",
                "%(n)s ages stay as they were recorded, because their registers are closed.",
                done.closed,
            )
            messages.warning(self.request, text % {"n": done.closed})
