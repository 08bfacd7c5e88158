"""Routes of the figures for readers from outside."""

from django.urls import path

from reports.observers import views as observers

urlpatterns = [
    path("quarters/", observers.told_figures, name="told_figures"),
    path(
        "quarters/download/<slug:kind>/", observers.told_figures_export, name="told_figures_export"
    ),
]
