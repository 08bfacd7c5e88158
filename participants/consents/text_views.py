"""The texts that people are told before they answer."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import CreateView, ListView

from participants.consents.proposed_texts import proposed
from participants.consents.services import publish_text
from participants.consents.text_forms import ConsentTextForm
from participants.models import Consent, ConsentText
from shkej.lib.pages import FormPageMixin, ListPageMixin


class ConsentTextListView(ListPageMixin, ListView):
    """All versions, the newest of each purpose first: they are the same for every centre."""

    model = ConsentText
    template_name = "participants/consents/consent_text_list.html"
    title = gettext_lazy("Consent texts")
    paginate_by = None

    def get_context_data(self, **kwargs):
        """With which of them are in force."""
        newest = ConsentText.objects.newest()
        lacking = [choice for choice in Consent.Purpose.choices if choice[0] not in newest]
        in_force = {row.pk for row in newest.values()}
        return super().get_context_data(**kwargs) | {"in_force": in_force, "lacking": lacking}


class ConsentTextCreateView(FormPageMixin, CreateView):
    """Publish the next version of a text."""

    model = ConsentText
    form_class = ConsentTextForm
    template_name = "participants/consents/consent_text_form.html"

    def get_initial(self):
        """The version in force, to be changed; for the first one a proposal."""
        purpose = self.request.GET.get("purpose")
        if purpose not in Consent.Purpose.values:
            return {}
        last = ConsentText.objects.newest().get(purpose)
        texts = {"text_sq": last.text_sq, "text_en": last.text_en} if last else proposed(purpose)
        return {"purpose": purpose, **texts}

    @transaction.atomic
    def form_valid(self, form):
        """Publish it."""
        publish_text(form.instance, by=self.request.user)
        messages.success(self.request, _("The text was published. It stays as it is."))
        return redirect("participants:consent_text_list")
