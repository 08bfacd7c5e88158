"""Routes of the figures for readers from outside."""

from django.urls import path

from reports.observers import views as observers

urlpatterns = [
    path("quarters/", observers.disclosed_figures, name="disclosed_figures"),
    path(
        "quarters/download/<slug:kind>/",
        observers.disclosed_figures_export,
        name="disclosed_figures_export",
    ),
]
