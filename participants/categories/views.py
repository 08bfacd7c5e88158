"""What people can attend as."""

from django.contrib import messages
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import ListView, UpdateView

from participants.categories.forms import CategoryForm
from participants.models import Category
from shkej.lib.dates import today
from shkej.lib.pages import ListPageMixin, UpdatePageMixin
from shkej.lib.queries.ordering import in_shown_order


class CategoryListView(ListPageMixin, ListView):
    """All categories: they are few, and the same for every centre."""

    model = Category
    template_name = "participants/categories/category_list.html"
    title = gettext_lazy("Categories")
    paginate_by = None

    def get_queryset(self):
        """Each with whether it counts today."""
        return in_shown_order(super().get_queryset().on(today()))


class CategoryUpdateView(UpdatePageMixin, UpdateView):
    """Change what a category is called."""

    model = Category
    form_class = CategoryForm
    template_name = "participants/categories/category_form.html"
    pk_url_kwarg = "category_id"

    def form_valid(self, form):
        """Save and go back to the list."""
        form.save()
        messages.success(self.request, _("The category was saved."))
        return redirect("participants:category_list")
