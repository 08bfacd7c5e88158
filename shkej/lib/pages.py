"""What pages that list and change rows have in common."""

from contextlib import nullcontext
from functools import wraps

from django.core.paginator import Paginator
from django.db import transaction

from shkej.lib.searches import question_of


class ScopedMixin:
    """A generic view over the rows that its user reaches by the route's permission."""

    def get_queryset(self):
        """Rows in scope; another's row does not exist."""
        return self.model._default_manager.visible_to(self.request.user, self.request.permission)


def page_of(request, rows, size):
    """The page of `rows` that the address asks for; the nearest where there is no such page."""
    return Paginator(rows, size).get_page(request.GET.get("page"))


class ListPageMixin(ScopedMixin):
    """A list in pages, for `list_page.html`.

    `title`: what page and list are called; `filter_class`: the form it is narrowed down by;
    `orders`: {value of ?sort=: columns}, the first where the address names none.
    """

    paginate_by = 25
    title = ""
    filter_class = None
    orders = None

    def get_queryset(self):
        """Rows in scope that meet the filters, in the order that was asked for."""
        rows = super().get_queryset()
        if self.filter_class:
            self.filter_form = self.filter_class(question_of(self.request), user=self.request.user)
            rows = self.filter_form.filter(rows)
        return rows.order_by(*self.orders[self.sort]) if self.orders else rows

    @property
    def sort(self):
        """The order that the address asks for, or the first."""
        asked = self.request.GET.get("sort")
        return asked if asked in self.orders else next(iter(self.orders))

    def paginate_queryset(self, queryset, page_size):
        """As Django's, without the 404."""
        page = page_of(self.request, queryset, page_size)
        return page.paginator, page, page.object_list, page.has_other_pages()

    def get_context_data(self, **kwargs):
        """What `list_page.html` asks for."""
        context = super().get_context_data(**kwargs)
        context |= {
            "list_title": self.title,
            "listed": context["page_obj"] or context["object_list"],
        }
        if self.filter_class:
            context |= {
                "filter_form": self.filter_form,
                "active_filters": self.filter_form.in_use,
            }
        return context | ({"sort": self.sort} if self.orders else {})


class FormPageMixin(ScopedMixin):
    """A page with one form."""

    def form_invalid(self, form):
        """Show the form again; 409 where somebody else was faster."""
        status = 409 if getattr(form, "has_conflict", False) else 200
        return self.render_to_response(self.get_context_data(form=form), status=status)


def saved_whole(view):
    """Decorator of a view: what is sent to it is saved whole or not at all.

    Whoever only looks begins no transaction, which on SQLite would wait for whoever writes.
    """

    @wraps(view)
    def saving(request, *args, **kwargs):
        with transaction.atomic() if request.method == "POST" else nullcontext():
            return view(request, *args, **kwargs)

    return saving


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
    return _tagged(message, "undo:")


def another_url(message):
    """The address at which what is there already can be added again: `"another:<url>"`."""
    return _tagged(message, "another:")


def saved_url(message):
    """The address of what a message says was saved: `"saved:<url>"`."""
    return _tagged(message, "saved:")


def kept_url(message):
    """The address at which something stands that was typed and refused: `"kept:<url>"`."""
    return _tagged(message, "kept:")


def look_url(message):
    """The address at which something stayed that a message tells of: `"look:<url>"`."""
    return _tagged(message, "look:")


def _tagged(message, kind):
    tags = (message.extra_tags or "").split()
    return next((tag.removeprefix(kind) for tag in tags if tag.startswith(kind)), "")
