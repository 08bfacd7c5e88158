"""Routes of the texts in which somebody should look."""

from django.urls import path

from reports.reviewing import views

urlpatterns = [
    path("texts/", views.texts_to_review, name="texts_to_review"),
    path("texts/<int:text_id>/fine/", views.text_reviewed, name="text_reviewed"),
]
