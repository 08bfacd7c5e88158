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
