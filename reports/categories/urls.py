"""Routes of what counts."""

from django.urls import path

from reports.categories import views

urlpatterns = [
    path("categories/<int:category_id>/", views.category_counting, name="category_counting"),
]
