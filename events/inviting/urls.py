"""Routes of invitations; the link in a mail, which needs no account, is in shkej/urls.py."""

from django.urls import path

from events.inviting import views as invitations

urlpatterns = [
    path("<int:event_id>/invite/", invitations.invite, name="invite"),
    path("invitations/", invitations.invitations, name="invitations"),
    path("invitations/calls/", invitations.call_list, name="call_list"),
    path(
        "invitations/<int:invitation_id>/called/",
        invitations.invitation_called,
        name="invitation_called",
    ),
    path(
        "invitations/<int:invitation_id>/withdraw/",
        invitations.invitation_withdraw,
        name="invitation_withdraw",
    ),
]
