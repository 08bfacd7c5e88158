"""Keeps a session that was handed over at the door."""

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.middleware import go_to
from events.register.door.session import event_at_door, is_at_door, may_at_door


class DoorMiddleware:
    """Leads every address back to the door that a handed over session has no business at."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, arguments, keywords):
        """Answer instead of the view where it is not for the door."""
        if not is_at_door(request) or may_at_door(request):
            return None
        if request.htmx or request.method in {"GET", "HEAD"}:
            return go_to(request, reverse("events:door", args=[event_at_door(request)]))
        raise PermissionDenied
