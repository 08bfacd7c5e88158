"""The access log, for those who run the system."""

from django.views.generic import ListView

from accounts.forms import AccessLogFilterForm
from accounts.models import AccessLog
from shkej.lib.pages import ListPageMixin


class AccessLogView(ListPageMixin, ListView):
    """Who saw and did what, newest first."""

    model = AccessLog
    template_name = "accounts/access_log.html"
    context_object_name = "entries"
    paginate_by = 50

    def get_queryset(self):
        """Lines that meet the filters."""
        self.filter_form = AccessLogFilterForm(self.request.GET)
        return self.filter_form.filter(super().get_queryset().select_related("user"))

    def get_context_data(self, **kwargs):
        """The filters."""
        return super().get_context_data(**kwargs) | {
            "filter_form": self.filter_form,
            "active_filters": self.filter_form.in_use,
        }
