"""What the pages of organisations, programmes and projects have in common."""

from partners.querysets import partner_scope

SHOWN = 20


def newest_events(rows, user):
    """The newest of the events `rows` (a related manager's) that `user` sees, and how many.

    Nothing for whoever may not see events at all.
    """
    visible = rows.model.objects.filter(pk__in=rows.order_by().values("pk")).visible_to(user)
    events = visible.with_access(user).select_related("centre").order_by("-starts_at", "-pk")
    return {"events": events[:SHOWN], "event_count": visible.count()}


def sees_all_organisations(user):
    """Whether organisations may be linked to: a partner reaches its own only."""
    return not partner_scope(user, "partners.view_organisation", "pk")


class FilteredListMixin:
    """A list with `filter_class`, whose form stands above it."""

    filter_class = None

    def get_filter_options(self):
        """Keyword arguments of the filter form."""
        return {}

    def get_queryset(self):
        """Rows in scope that meet the filters."""
        self.filter_form = self.filter_class(self.request.GET, **self.get_filter_options())
        return self.filter_form.filter(super().get_queryset())

    def get_context_data(self, **kwargs):
        """The filters, and how many are in use."""
        return super().get_context_data(
            filter_form=self.filter_form, active_filters=self.filter_form.in_use, **kwargs
        )
