"""The list of people."""

from django.utils.translation import gettext_lazy
from django.views.generic import ListView

from participants.lib.names import tell_apart
from participants.models import Participant
from participants.people.filters import ParticipantFilterForm
from shkej.lib.pages import ListPageMixin

ORDERS = {"name": ("sort_name", "pk"), "-name": ("-sort_name", "-pk")}


class ParticipantListView(ListPageMixin, ListView):
    """People in the order of the Albanian alphabet, found and filtered."""

    model = Participant
    template_name = "participants/people/participant_list.html"
    title = gettext_lazy("People")
    filter_class = ParticipantFilterForm
    orders = ORDERS

    def get_queryset(self):
        """Current records that meet the filters."""
        return super().get_queryset().current().for_list()

    def get_context_data(self, **kwargs):
        """Those of one name told apart."""
        context = super().get_context_data(**kwargs)
        tell_apart(context["page_obj"])
        return context
