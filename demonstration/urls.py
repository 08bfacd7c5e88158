"""The routes of a demonstration: its own, and all of SHKEJ. In use where DEMONSTRATION is on."""

from django.urls import include, path

from demonstration.start import views
from shkej.urls import handler400, handler500
from shkej.urls import urlpatterns as all_routes

__all__ = ["handler400", "handler500"]

own = [
    path("", views.start_here, name="start_here"),
    path("be/", views.be_somebody, name="be_somebody"),
    path("mails/", views.mails, name="mails"),
    path("mails/<int:number>/", views.mail, name="mail"),
    path("template/<int:report_id>/", views.template, name="template"),
]
urlpatterns = [path("start-here/", include((own, "demonstration"))), *all_routes]
