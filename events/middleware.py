"""Keeps a session that was handed over at the door."""

from django.shortcuts import redirect
from django.urls import reverse

from accounts.locking.middleware import told_of
from accounts.middleware import go_to
from events.register.door.session import event_at_door, is_at_door, may_at_door


class DoorMiddleware:
    """Leads every address back to the door that a handed over session has no business at.

    What another page sent is not done in these hands: it is kept for who handed the device over.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, arguments, keywords):
        """Answer instead of the view where it is not for the door."""
        if not is_at_door(request) or may_at_door(request):
            return None
        door = reverse("events:door", args=[event_at_door(request)])
        if request.htmx or request.method in {"GET", "HEAD", "OPTIONS"}:
            return go_to(request, door)
        return redirect(f"{door}?told={told_of(request)}")
