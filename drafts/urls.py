"""Forms that were typed and not saved."""

from django.urls import path

from drafts import views

app_name = "drafts"
urlpatterns = [
    path("", views.kept_forms, name="kept_forms"),
    path("draft/", views.save_draft, name="save_draft"),
    path("<int:kept_id>/", views.kept_form, name="kept_form"),
    path("forget/<int:kept_id>/", views.forget_kept_form, name="forget_kept_form"),
]
