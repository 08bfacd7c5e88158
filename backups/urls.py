"""Routes of `backups`; who may use each stands in accounts/access.toml."""

from django.urls import path

from backups import views

app_name = "backups"
urlpatterns = [path("", views.backup_list, name="backup_list")]
