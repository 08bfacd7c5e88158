"""The access log, for those who run the system."""

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
    extra_context = {"with_address": True}
    paginate_by = 50

    def get_queryset(self):
        """Lines that meet the filters."""
        return super().get_queryset().select_related("user")
