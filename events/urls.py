"""Routes of `events`; who may use each stands in accounts/access.toml."""

from django.urls import path

from events.calendar import views as calendar
from events.calendar.links import views as feeds
from events.event import centre_views as centres
from events.event import views as events
from events.importing import views as imports
from events.inviting import views as invitations
from events.paper import views as paper
from events.paper.files import views as attachments
from events.partner import event_page as partner_event
from events.partner import page as partner_page
from events.partner.proposals import views as proposals
from events.register import offline
from events.register import views as register
from events.register.closing import views as closing
from events.register.door import views as door
from events.register.families import views as families
from events.register.headcounts import naming_views as naming
from events.register.headcounts import views as headcounts
from events.register.live import views as changes
from events.register.marks import views as marks
from events.register.people import nearby, walk_ins
from events.register.places import views as places
from events.series import grid_views as series_grid
from events.series import views as series

app_name = "events"
urlpatterns = [
    path("", events.EventListView.as_view(), name="event_list"),
    path("new/", events.event_create, name="event_create"),
    path("<int:event_id>/", events.EventDetailView.as_view(), name="event_detail"),
    path("<int:event_id>/change/", events.event_update, name="event_update"),
    path("<int:event_id>/status/", events.event_status, name="event_status"),
    path("<int:event_id>/delete/", events.event_delete, name="event_delete"),
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
    path("calendar/links/", feeds.feeds, name="feeds"),
    path("calendar/links/<int:feed_id>/renew/", feeds.feed_renew, name="feed_renew"),
    path("calendar/links/<int:feed_id>/revoke/", feeds.feed_revoke, name="feed_revoke"),
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
    path("calendar/links/all/", feeds.all_feeds, name="all_feeds"),
    path("calendar/links/<int:feed_id>/end/", feeds.any_feed_revoke, name="any_feed_revoke"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("calendar/<int:year>/<int:month>/", calendar.calendar, name="calendar"),
    path("centres/", centres.CentreListView.as_view(), name="centre_list"),
    path("centres/new/", centres.CentreCreateView.as_view(), name="centre_create"),
    path(
        "centres/<int:centre_id>/change/", centres.CentreUpdateView.as_view(), name="centre_update"
    ),
    path("series/", series.SeriesListView.as_view(), name="series_list"),
    path("series/new/", series.series_create, name="series_create"),
    path("series/<int:series_id>/", series.series_detail, name="series_detail"),
    path("series/<int:series_id>/change/", series.series_update, name="series_update"),
    path("series/<int:series_id>/members/", series.series_members, name="series_members"),
    path("series/<int:series_id>/members/add/", series.series_member_add, name="series_member_add"),
    path(
        "series/<int:series_id>/members/<int:member_id>/",
        series.series_member,
        name="series_member",
    ),
    path("series/<int:series_id>/grid/", series_grid.series_grid, name="series_grid"),
    path(
        "series/<int:series_id>/grid/<int:year>/<int:month>/",
        series_grid.series_grid,
        name="series_grid",
    ),
    path(
        "series/<int:series_id>/grid/<int:year>/<int:month>/save/",
        series_grid.series_grid_save,
        name="series_grid_save",
    ),
    path("import/", imports.import_file, name="import"),
    path("import/apply/", imports.apply, name="import_apply"),
    path("import/discard/", imports.discard, name="import_discard"),
    path("import/template/", imports.template, name="import_template"),
    path("register/offline/", offline.register_offline, name="register_offline"),
    path("<int:event_id>/register/", register.register, name="register"),
    path("<int:event_id>/register/close/", register.close, name="close_register"),
    path("<int:event_id>/register/reopen/", register.reopen, name="reopen_register"),
    path("<int:event_id>/register/correct/", closing.correct, name="correct_register"),
    path("<int:event_id>/register/history/", closing.history, name="register_history"),
    path("<int:event_id>/register/sheet/", paper.sheet, name="sheet"),
    path("<int:event_id>/register/typing/", paper.typing, name="typing"),
    path("<int:event_id>/files/add/", attachments.attachment_create, name="attachment_create"),
    path("<int:event_id>/files/<int:attachment_id>/", attachments.attachment, name="attachment"),
    path(
        "<int:event_id>/files/<int:attachment_id>/delete/",
        attachments.attachment_delete,
        name="attachment_delete",
    ),
    path("<int:event_id>/register/changes/", changes.changes, name="register_changes"),
    path("<int:event_id>/register/nearby/", nearby.nearby, name="register_nearby"),
    path("<int:event_id>/register/hand-over/", door.hand_over, name="hand_over"),
    path("<int:event_id>/register/door/", door.door, name="door"),
    path("<int:event_id>/register/door/take-back/", door.take_back, name="take_back"),
    path("<int:event_id>/register/search/", walk_ins.search, name="register_search"),
    path("<int:event_id>/register/add/", walk_ins.add_known, name="add_known_person"),
    path("<int:event_id>/register/add-new/", walk_ins.add_new, name="add_new_person"),
    path("<int:event_id>/register/rest/", marks.mark_rest, name="mark_rest"),
    path(
        "<int:event_id>/register/rest/<int:moment>/undo/",
        marks.undo_mark_rest,
        name="undo_mark_rest",
    ),
    path("<int:event_id>/register/<int:registration_id>/", marks.registration, name="registration"),
    path("<int:event_id>/register/<int:registration_id>/mark/", marks.mark, name="mark"),
    path(
        "<int:event_id>/register/<int:registration_id>/change/<int:version>/undo/",
        marks.undo_change_registration,
        name="undo_change_registration",
    ),
    path("<int:event_id>/register/<int:registration_id>/keep/", marks.keep_mark, name="keep_mark"),
    path(
        "<int:event_id>/register/<int:registration_id>/undo/<slug:attendance>/",
        marks.undo_mark,
        name="undo_mark",
    ),
    path(
        "<int:event_id>/register/<int:registration_id>/remove/",
        marks.remove,
        name="remove_registration",
    ),
    path(
        "<int:event_id>/register/<int:registration_id>/restore/<slug:attendance>/",
        marks.restore,
        name="restore_registration",
    ),
    path("<int:event_id>/register/<int:registration_id>/place/", places.place, name="place"),
    path(
        "<int:event_id>/register/<int:registration_id>/wait/", places.wait_again, name="wait_again"
    ),
    path("<int:event_id>/register/family/", families.add_family, name="add_family"),
    path(
        "<int:event_id>/register/family/<int:moment>/undo/",
        families.undo_add_family,
        name="undo_add_family",
    ),
    path("<int:event_id>/register/headcounts/", headcounts.add_headcount, name="add_headcount"),
    path(
        "<int:event_id>/register/headcounts/step/",
        headcounts.step_headcount,
        name="step_headcount",
    ),
    path(
        "<int:event_id>/register/headcounts/<int:headcount_id>/name/",
        naming.name_one,
        name="name_counted",
    ),
    path(
        "<int:event_id>/register/headcounts/<int:headcount_id>/name/"
        "<int:registration_id>/<int:moment>/undo/",
        naming.undo_name_one,
        name="undo_name_counted",
    ),
]
