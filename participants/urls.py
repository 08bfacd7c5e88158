"""Routes of `participants`; who may use each stands in accounts/access.toml."""

from django.urls import path

from participants import views
from participants.breaches import views as breaches
from participants.families import views as families

app_name = "participants"
urlpatterns = [
    path("", views.ParticipantListView.as_view(), name="participant_list"),
    path("new/", views.ParticipantCreateView.as_view(), name="participant_create"),
    path("family/new/", families.family_create, name="family_create"),
    path("family/alike/", families.family_alike, name="family_alike"),
    path("<int:participant_id>/", views.participant_detail, name="participant_detail"),
    path(
        "<int:participant_id>/edit/",
        views.ParticipantUpdateView.as_view(),
        name="participant_update",
    ),
    path(
        "<int:participant_id>/readers/",
        views.participant_readers,
        name="participant_readers",
    ),
    path("<int:participant_id>/card/", views.participant_card, name="participant_card"),
    path("<int:participant_id>/contacts/", views.reveal_contacts, name="reveal_contacts"),
    path(
        "<int:participant_id>/guardians/new/",
        views.guardianship_create,
        {"is_child": True},
        name="guardian_create",
    ),
    path(
        "<int:participant_id>/children/new/",
        views.guardianship_create,
        {"is_child": False},
        name="child_create",
    ),
    path(
        "<int:participant_id>/guardianships/<int:guardianship_id>/edit/",
        views.guardianship_update,
        name="guardianship_update",
    ),
    path(
        "<int:participant_id>/guardianships/<int:guardianship_id>/remove/",
        views.guardianship_remove,
        name="guardianship_remove",
    ),
    path("<int:participant_id>/household/", views.household_join, name="household_join"),
    path("<int:participant_id>/household/leave/", views.household_leave, name="household_leave"),
    path("<int:participant_id>/consents/new/", views.consent_create, name="consent_create"),
    path(
        "<int:participant_id>/consents/<int:consent_id>/withdraw/",
        views.consent_withdraw,
        name="consent_withdraw",
    ),
    path(
        "<int:participant_id>/consents/<int:consent_id>/file/",
        views.consent_file,
        name="consent_file",
    ),
    path("<int:participant_id>/received/", views.consent_received, name="consent_received"),
    path("consents/", views.RenewalListView.as_view(), name="consent_renewals"),
    path("consents/texts/", views.ConsentTextListView.as_view(), name="consent_text_list"),
    path(
        "consents/texts/new/",
        views.ConsentTextCreateView.as_view(),
        name="consent_text_create",
    ),
    path("<int:participant_id>/duplicate/", views.duplicate_create, name="duplicate_create"),
    path("duplicates/", views.duplicate_list, name="duplicate_list"),
    path("duplicates/search/", views.duplicate_search, name="duplicate_search"),
    path("duplicates/<int:duplicate_id>/", views.duplicate_review, name="duplicate_review"),
    path(
        "duplicates/<int:duplicate_id>/different/",
        views.duplicate_dismiss,
        name="duplicate_dismiss",
    ),
    path("merges/<int:merge_id>/undo/", views.merge_undo, name="merge_undo"),
    path("nicknames/", views.NicknameListView.as_view(), name="nickname_list"),
    path("nicknames/new/", views.NicknameCreateView.as_view(), name="nickname_create"),
    path("nicknames/<int:nickname_id>/remove/", views.nickname_remove, name="nickname_remove"),
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
    path("categories/", views.CategoryListView.as_view(), name="category_list"),
    path(
        "categories/<int:category_id>/edit/",
        views.CategoryUpdateView.as_view(),
        name="category_update",
    ),
]
