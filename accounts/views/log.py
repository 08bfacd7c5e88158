"""The access log: all of it for those who run the system, else what is in the reader's scope."""

from django.utils.translation import gettext_lazy as _
from django.views.generic import ListView

from accounts.forms import AccessLogFilterForm
from accounts.models import AccessLog
from shkej.lib.pages import ListPageMixin


class AccessLogView(ListPageMixin, ListView):
    """Who saw and did what, newest first."""

    model = AccessLog
    template_name = "accounts/access_log.html"
    title = _("Access log")
    filter_class = AccessLogFilterForm
    context_object_name = "entries"
    paginate_by = 50

    def get_queryset(self):
        """Lines that meet the filters."""
        return super().get_queryset().select_related("user")

    def get_context_data(self, **kwargs):
        """Network addresses are for those who run the system, as the list of users is."""
        runs_it = self.request.user.has_perm("accounts.view_user")
        return super().get_context_data(with_address=runs_it, with_users=runs_it, **kwargs)
