"""The nicknames by which people are found besides their names: one list for all centres."""

from django.contrib import messages
from django.db import transaction
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import CreateView, ListView

from participants.finding.index import reindex_nicknames
from participants.models import Nickname
from participants.nicknames.forms import NicknameForm
from shkej.lib.pages import FormPageMixin, ListPageMixin
from shkej.lib.queries.ordering import in_shown_order


class NicknameListView(ListPageMixin, ListView):
    """All nicknames, each with the names for which it stands."""

    model = Nickname
    template_name = "participants/nicknames/nickname_list.html"
    title = gettext_lazy("Nicknames")
    paginate_by = None

    def get_queryset(self):
        """In the order of the reader's alphabet."""
        return in_shown_order(super().get_queryset())


class NicknameCreateView(FormPageMixin, CreateView):
    """Add a nickname: from now on it finds whoever has the name, and the other way round."""

    model = Nickname
    form_class = NicknameForm
    template_name = "participants/nicknames/nickname_form.html"

    @transaction.atomic
    def form_valid(self, form):
        """Save, and have those found by it who have the name already."""
        nickname = form.save()
        reindex_nicknames([nickname.nickname, nickname.name])
        messages.success(self.request, _("The nickname was saved."))
        return redirect("participants:nickname_list")


@transaction.atomic
def nickname_remove(request, nickname_id):
    """Take a nickname off the list; nobody is found by it any more."""
    nickname = get_object_or_404(Nickname.objects.visible_to(request.user), pk=nickname_id)
    nickname.delete()
    reindex_nicknames([nickname.nickname, nickname.name])
    messages.success(request, _("The nickname was removed."))
    return redirect("participants:nickname_list")
