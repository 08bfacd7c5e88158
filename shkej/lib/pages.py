"""What pages that list and change rows have in common."""

from django.core.paginator import Paginator
from django.db import transaction


class ScopedMixin:
    """A generic view over the rows that its user reaches by the route's permission."""

    def get_queryset(self):
        """Rows in scope; another's row does not exist."""
        return self.model._default_manager.visible_to(self.request.user, self.request.permission)


class ListPageMixin(ScopedMixin):
    """A list in pages; a page number that does not exist shows the nearest page."""

    paginate_by = 25

    def paginate_queryset(self, queryset, page_size):
        """As Django's, without the 404."""
        page = Paginator(queryset, page_size).get_page(self.request.GET.get("page"))
        return page.paginator, page, page.object_list, page.has_other_pages()


class FormPageMixin(ScopedMixin):
    """A page with one form."""

    def form_invalid(self, form):
        """Show the form again; 409 where somebody else was faster."""
        status = 409 if getattr(form, "has_conflict", False) else 200
        return self.render_to_response(self.get_context_data(form=form), status=status)


class UpdatePageMixin(FormPageMixin):
    """A form page on a row that exists: locked from the check until it is saved."""

    def get_queryset(self):
        """Rows in scope, locked while a change is checked and saved."""
        rows = super().get_queryset()
        if self.request.method != "POST":
            return rows
        locked = self.model._default_manager.filter(pk__in=rows.order_by().values("pk"))
        return locked.select_for_update(of=("self",))

    def post(self, request, *args, **kwargs):
        """Check and save within one transaction."""
        with transaction.atomic():
            return super().post(request, *args, **kwargs)


def undo_url(message):
    """The address that undoes what a message tells of: given as `extra_tags="undo:<url>"`."""
    for tag in (message.extra_tags or "").split():
        if tag.startswith("undo:"):
            return tag.removeprefix("undo:")
    return ""
