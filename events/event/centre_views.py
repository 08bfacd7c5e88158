"""Community centres."""

from django.contrib import messages
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import CreateView, ListView, UpdateView

from events.event.centre_forms import CentreForm
from events.inviting.asking import WouldNotify, asks_before_notifying
from events.inviting.notifying import notify_of_place
from events.models import Centre
from participants.lib.effects import effects_of
from shkej.lib.pages import FormPageMixin, ListPageMixin, UpdatePageMixin
from shkej.lib.queries.ordering import in_shown_order


class CentreListView(ListPageMixin, ListView):
    """The centres that the user may change."""

    model = Centre
    template_name = "events/event/centre_list.html"
    title = gettext_lazy("Centres")

    def get_queryset(self):
        return in_shown_order(super().get_queryset().select_related("municipality"))


PLACE = {"name_sq", "name_en", "address_sq", "address_en"}


class _CentreFormMixin:
    model = Centre
    form_class = CentreForm
    template_name = "events/event/centre_form.html"
    success_url = reverse_lazy("events:centre_list")

    def form_valid(self, form):
        response = super().form_valid(form)
        messages.success(self.request, _("The centre was saved."))
        return response


class CentreCreateView(_CentreFormMixin, FormPageMixin, CreateView):
    """Open a centre: for those whose own work is not bound to one."""


class CentreUpdateView(_CentreFormMixin, UpdatePageMixin, UpdateView):
    """Correct what is known about a centre."""

    pk_url_kwarg = "centre_id"

    def form_valid(self, form):
        """Save, and tell those who are invited there of another address.

        What another municipality does to figures is shown first.
        """
        if form.moves_counted_events:
            chosen = str(form.cleaned_data["municipality"])
            if self.request.POST.get("seen") != chosen:
                effects = effects_of(form.save)
                context = self.get_context_data(form=form, effects=effects, seen=chosen)
                return self.render_to_response(context)
            form.instance._change_reason = form.cleaned_data["why"]
        answer = self.request.POST.get("telling")
        try:
            with asks_before_notifying(answer, by=self.request.user) as told:
                response = super().form_valid(form)
                if PLACE & set(form.changed_data):
                    notify_of_place(self.object)
        except WouldNotify as refusal:
            seen = self.request.POST.get("seen")
            context = self.get_context_data(form=form, notification=refusal.notification, seen=seen)
            return self.render_to_response(context, status=409)
        if told.in_words:
            messages.info(self.request, told.in_words)
        return response
