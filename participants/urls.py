"""Routes of `participants`; accounts/access.toml says who may use each."""

from django.urls import path

from participants.breaches import views as breaches
from participants.categories import views as categories
from participants.consents import text_views as consent_texts
from participants.consents import views as consents
from participants.duplicates import plain_views
from participants.duplicates import views as duplicates
from participants.families import family_views as families
from participants.families import tie_views as ties
from participants.nicknames import views as nicknames
from participants.people import list_views, page_views, readers, record_views

app_name = "participants"
urlpatterns = [
    path("", list_views.ParticipantListView.as_view(), name="participant_list"),
    path("new/", record_views.ParticipantCreateView.as_view(), name="participant_create"),
    path("alike/", record_views.participant_alike, name="participant_alike"),
    path("family/new/", families.family_create, name="family_create"),
    path("family/alike/", families.family_alike, name="family_alike"),
    path("<int:participant_id>/", page_views.participant_detail, name="participant_detail"),
    path(
        "<int:participant_id>/edit/",
        record_views.ParticipantUpdateView.as_view(),
        name="participant_update",
    ),
    path(
        "<int:participant_id>/readers/",
        readers.participant_readers,
        name="participant_readers",
    ),
    path("<int:participant_id>/card/", page_views.participant_card, name="participant_card"),
    path("<int:participant_id>/contacts/", page_views.reveal_contacts, name="reveal_contacts"),
    path(
        "<int:participant_id>/guardians/new/",
        ties.guardianship_create,
        {"is_child": True},
        name="guardian_create",
    ),
    path(
        "<int:participant_id>/children/new/",
        ties.guardianship_create,
        {"is_child": False},
        name="child_create",
    ),
    path(
        "<int:participant_id>/guardianships/<int:guardianship_id>/edit/",
        ties.guardianship_update,
        name="guardianship_update",
    ),
    path(
        "<int:participant_id>/guardianships/<int:guardianship_id>/remove/",
        ties.guardianship_remove,
        name="guardianship_remove",
    ),
    path("<int:participant_id>/household/", ties.household_join, name="household_join"),
    path("<int:participant_id>/household/leave/", ties.household_leave, name="household_leave"),
    path("<int:participant_id>/consents/new/", consents.consent_create, name="consent_create"),
    path(
        "<int:participant_id>/consents/<int:consent_id>/withdraw/",
        consents.consent_withdraw,
        name="consent_withdraw",
    ),
    path(
        "<int:participant_id>/consents/<int:consent_id>/file/",
        consents.consent_file,
        name="consent_file",
    ),
    path("<int:participant_id>/received/", consents.consent_received, name="consent_received"),
    path("consents/", consents.RenewalListView.as_view(), name="consent_renewals"),
    path("consents/texts/", consent_texts.ConsentTextListView.as_view(), name="consent_text_list"),
    path(
        "consents/texts/new/",
        consent_texts.ConsentTextCreateView.as_view(),
        name="consent_text_create",
    ),
    path("<int:participant_id>/duplicate/", duplicates.duplicate_create, name="duplicate_create"),
    path("duplicates/", duplicates.duplicate_list, name="duplicate_list"),
    path("duplicates/plain/", plain_views.duplicate_plain, name="duplicate_plain"),
    path("duplicates/search/", duplicates.duplicate_search, name="duplicate_search"),
    path("duplicates/<int:duplicate_id>/", duplicates.duplicate_review, name="duplicate_review"),
    path(
        "duplicates/<int:duplicate_id>/different/",
        duplicates.duplicate_dismiss,
        name="duplicate_dismiss",
    ),
    path("merges/<int:merge_id>/undo/", duplicates.merge_undo, name="merge_undo"),
    path("nicknames/", nicknames.NicknameListView.as_view(), name="nickname_list"),
    path("nicknames/new/", nicknames.NicknameCreateView.as_view(), name="nickname_create"),
    path("nicknames/<int:nickname_id>/remove/", nicknames.nickname_remove, name="nickname_remove"),
    path("breaches/", breaches.breaches, name="breach_list"),
    path("breaches/new/", breaches.BreachCreateView.as_view(), name="breach_create"),
    path("breaches/<int:breach_id>/", breaches.breach_detail, name="breach_detail"),
    path(
        "breaches/<int:breach_id>/edit/",
        breaches.BreachUpdateView.as_view(),
        name="breach_update",
    ),
    path("breaches/<int:breach_id>/step/", breaches.breach_step, name="breach_step"),
    path("breaches/<int:breach_id>/print/", breaches.breach_print, name="breach_print"),
    path("categories/", categories.CategoryListView.as_view(), name="category_list"),
    path(
        "categories/<int:category_id>/edit/",
        categories.CategoryUpdateView.as_view(),
        name="category_update",
    ),
]
