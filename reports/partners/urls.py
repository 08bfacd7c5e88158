"""Routes of the figures for partner organisations."""

from django.urls import path

from reports.partners import views as partners

urlpatterns = [
    path("partner/<int:organisation_id>/", partners.partner_figures, name="partner_figures"),
    path(
        "partner/<int:organisation_id>/download/<slug:kind>/",
        partners.partner_figures_export,
        name="partner_figures_export",
    ),
]
