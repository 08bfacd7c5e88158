"""Routes of the register."""

from django.urls import path

from events.register import offline, own_acts, undoing
from events.register import views as register
from events.register.closing import views as closing
from events.register.door import views as door
from events.register.families import recording
from events.register.families import views as families
from events.register.headcounts import naming_views as naming
from events.register.headcounts import views as headcounts
from events.register.live import views as changes
from events.register.marks import views as marks
from events.register.people import nearby, walk_ins
from events.register.places import views as places

urlpatterns = [
    path("register/offline/", offline.register_offline, name="register_offline"),
    path("<int:event_id>/register/", register.register, name="register"),
    path("<int:event_id>/register/close/", closing.close, name="close_register"),
    path("<int:event_id>/register/reopen/", closing.reopen, name="reopen_register"),
    path("<int:event_id>/register/ask-reopening/", closing.ask_reopening, name="ask_reopening"),
    path(
        "<int:event_id>/register/reopening/<int:request_id>/",
        closing.decide_reopening,
        name="decide_reopening",
    ),
    path("<int:event_id>/register/correct/", closing.correct, name="correct_register"),
    path("<int:event_id>/register/history/", closing.history, name="register_history"),
    path("<int:event_id>/register/changes/", changes.changes, name="register_changes"),
    path("<int:event_id>/register/nearby/", nearby.nearby, name="register_nearby"),
    path("<int:event_id>/register/hand-over/", door.hand_over, name="hand_over"),
    path("<int:event_id>/register/door/", door.door, name="door"),
    path("<int:event_id>/register/door/take-back/", door.take_back, name="take_back"),
    path(
        "<int:event_id>/register/door/notes/<int:note_id>/done/",
        door.door_note_done,
        name="door_note_done",
    ),
    path("<int:event_id>/register/search/", walk_ins.search, name="register_search"),
    path("<int:event_id>/register/add/", walk_ins.add_known, name="add_known_person"),
    path("<int:event_id>/register/add-new/", walk_ins.add_new, name="add_new_person"),
    path("<int:event_id>/register/acts/<int:act_id>/undo/", undoing.undo, name="undo_act"),
    path("<int:event_id>/register/mine/", own_acts.own_acts, name="own_acts"),
    path("<int:event_id>/register/rest/", marks.mark_rest, name="mark_rest"),
    path("<int:event_id>/register/<int:registration_id>/", marks.registration, name="registration"),
    path("<int:event_id>/register/<int:registration_id>/mark/", marks.mark, name="mark"),
    path("<int:event_id>/register/<int:registration_id>/keep/", marks.keep_mark, name="keep_mark"),
    path(
        "<int:event_id>/register/<int:registration_id>/remove/",
        marks.remove,
        name="remove_registration",
    ),
    path("<int:event_id>/register/<int:registration_id>/place/", places.place, name="place"),
    path("<int:event_id>/register/family/", families.add_family, name="add_family"),
    path("<int:event_id>/register/family/new/", recording.family_create, name="family_create"),
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
]
