"""Routes of `partners`; accounts/access.toml says who may use each."""

from django.urls import path

from partners import views

app_name = "partners"
urlpatterns = [
    path("organisations/", views.OrganisationListView.as_view(), name="organisation_list"),
    path("organisations/new/", views.OrganisationCreateView.as_view(), name="organisation_create"),
    path(
        "organisations/<int:organisation_id>/",
        views.OrganisationDetailView.as_view(),
        name="organisation_detail",
    ),
    path(
        "organisations/<int:organisation_id>/edit/",
        views.OrganisationUpdateView.as_view(),
        name="organisation_update",
    ),
    path(
        "organisations/<int:organisation_id>/address/keep/",
        views.contact_keep,
        name="contact_keep",
    ),
    path("organisations/address/<str:token>/", views.contact_confirm, name="contact_confirm"),
    path("organisations/address/<str:token>/refuse/", views.contact_refuse, name="contact_refuse"),
    path("organisations/<int:organisation_id>/invite/", views.user_invite, name="user_invite"),
    path(
        "organisations/<int:organisation_id>/accounts/<int:user_id>/invite/",
        views.user_invite_again,
        name="user_invite_again",
    ),
    path(
        "organisations/<int:organisation_id>/accounts/<int:user_id>/revoke/",
        views.user_revoke,
        name="user_revoke",
    ),
    path("programmes/", views.ProgrammeListView.as_view(), name="programme_list"),
    path("programmes/new/", views.ProgrammeCreateView.as_view(), name="programme_create"),
    path(
        "programmes/<int:programme_id>/",
        views.ProgrammeDetailView.as_view(),
        name="programme_detail",
    ),
    path(
        "programmes/<int:programme_id>/edit/",
        views.ProgrammeUpdateView.as_view(),
        name="programme_update",
    ),
    path("projects/", views.ProjectListView.as_view(), name="project_list"),
    path("projects/new/", views.project_create, name="project_create"),
    path("projects/<int:project_id>/", views.ProjectDetailView.as_view(), name="project_detail"),
    path("projects/<int:project_id>/edit/", views.project_update, name="project_update"),
]
