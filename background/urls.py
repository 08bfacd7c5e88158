"""Routes of `background`; accounts/access.toml says who may use each."""

from django.urls import path

from background import views

app_name = "background"
urlpatterns = [
    path("failures/", views.failures, name="failures"),
    path("<uuid:task_id>/", views.task, name="task"),
    path("<uuid:task_id>/password/", views.password, name="password"),
]
