"""Routes of `background`; who may use each stands in accounts/access.toml."""

from django.urls import path

from background import views

app_name = "background"
urlpatterns = [
    path("failures/", views.failures, name="failures"),
    path("<uuid:task_id>/", views.task, name="task"),
]
