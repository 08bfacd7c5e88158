"""Routes of the partners' pages."""

from django.urls import path

from events.partner import event_page as partner_event
from events.partner import page as partner_page
from events.partner.proposals import change_views as changes
from events.partner.proposals import views as proposals

urlpatterns = [
    path("partner/", partner_page.partner_page, name="partner_page"),
    path("partner/seen/", partner_page.changes_seen, name="changes_seen"),
    path(
        "<int:event_id>/partner/<int:organisation_id>/",
        partner_event.partner_event,
        name="partner_event",
    ),
    path(
        "<int:event_id>/partner/<int:organisation_id>/answer/",
        partner_event.answer,
        name="answer_invitation",
    ),
    path(
        "<int:event_id>/partner/<int:organisation_id>/people/",
        partner_event.add_representative,
        name="add_representative",
    ),
    path(
        "<int:event_id>/partner/<int:organisation_id>/people/<int:registration_id>/remove/",
        partner_event.remove_representative,
        name="remove_representative",
    ),
    path(
        "<int:event_id>/partner/<int:organisation_id>/move/",
        changes.ask_to_move,
        name="ask_to_move",
    ),
    path(
        "<int:event_id>/partner/<int:organisation_id>/cancel/",
        changes.ask_to_cancel,
        name="ask_to_cancel",
    ),
    path(
        "<int:event_id>/partner/<int:organisation_id>/asked/<int:change_id>/withdraw/",
        changes.change_withdraw,
        name="change_withdraw",
    ),
    path("calendar/proposals/", proposals.ProposalListView.as_view(), name="proposals"),
    path("calendar/proposals/new/", proposals.proposal_create, name="proposal_create"),
    path(
        "calendar/proposals/<int:proposal_id>/withdraw/",
        proposals.proposal_withdraw,
        name="proposal_withdraw",
    ),
    path(
        "calendar/proposals/waiting/",
        proposals.ProposalsToDecideView.as_view(),
        name="proposals_to_decide",
    ),
    path("calendar/proposals/<int:proposal_id>/", proposals.proposal, name="proposal"),
    path("calendar/proposals/changes/<int:change_id>/", changes.change_asked, name="change_asked"),
]
