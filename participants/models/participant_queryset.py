"""Which people a user sees, and how they are found."""

from django.db import models, transaction
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from accounts.querysets import centre_scope
from participants.finding.words import words_in
from participants.lib.births import ADULT_AGE
from participants.lib.younger import younger_than
from shkej.lib.queries import beginning  # noqa: F401 — the lookup `begins`

AT_ONCE = 500  # people of one query
MOST_NAMED = 5_000  # events whose keys a query names one by one


def _few_or_all(rows):
    """The keys of `rows` themselves, or of very many the query for them.

    PostgreSQL, given a query, may read the events of a centre again for each person.
    """
    keys = list(rows.values_list("pk", flat=True)[: MOST_NAMED + 1])
    return rows if len(keys) > MOST_NAMED else keys


class ParticipantQuerySet(models.QuerySet):
    def visible_to(self, user, permission="participants.view_participant", *, few=False):
        """People of the centres in which `user` holds `permission`.

        A person belongs to the centre that registered them first and to each centre whose events
        they were registered for. Volunteers see those of the events they are assigned to.
        `few`: for a search that finds few of them: the registrations of each are looked up, which
        for all people takes longer than to read the registrations of the centres once. The events
        of the centres are read here and now.
        """
        own = centre_scope(user, permission, with_volunteers=False)
        if not own:
            return self
        registration = self.model._meta.get_field("registrations").related_model
        if few:
            events = registration._meta.get_field("event").related_model.objects
            keys = _few_or_all(events.visible_to(user, permission).order_by().values("pk"))
            met = registration.objects.filter(participant=OuterRef("pk"), event__in=keys)
            return self.filter(own | Q(Exists(met.order_by())))
        met = registration.objects.visible_to(user, permission)
        return self.filter(own | Q(pk__in=met.values("participant")))

    def current(self):
        """People whose record was not merged into another, and still has its name."""
        return self.filter(merged_into=None, anonymised_on=None)

    def search(self, query):
        """People of whose names a word begins, or sounds, like each word of `query`; or by code."""
        found = self
        for word in words_in(query):
            found = found.filter(pk__in=self._having(word))
        return found

    def _having(self, word):
        """The ids of whom the index of names has under `word`, or whose code it is."""
        words = self.model._meta.get_field("words").related_model.objects
        keys = words.beginning(word).order_by().values("participant")
        if len(word) != self.model._meta.get_field("code").max_length:
            return keys
        standing = self.standing_for(word)
        if standing is None:
            return keys
        return keys.union(self.model.objects.filter(pk=standing).order_by().values("pk"))

    def standing_for(self, code):
        """The id of the record with `code`, or into which it was merged, however often; else None.

        Of all records: a card that was printed before a merge finds the one that stayed.
        """
        records = self.model.objects.order_by()
        found = records.filter(code=code.upper()).values_list("pk", "merged_into").first()
        while found and found[1]:
            found = records.filter(pk=found[1]).values_list("pk", "merged_into").first()
        return found[0] if found else None

    def bulk_create(self, objs, *args, **kwargs):
        """Create, or update those that are there; the index of names follows."""
        from participants.finding.index import reindex

        with transaction.atomic(using=self.db, savepoint=False):
            made = super().bulk_create(objs, *args, **kwargs)
            reindex(made)
        return made

    def bulk_update(self, objs, fields, *args, **kwargs):
        """Update, with the index of names."""
        from participants.finding.index import NAMES, reindex

        with transaction.atomic(using=self.db, savepoint=False):
            changed = super().bulk_update(objs, fields, *args, **kwargs)
            if NAMES & set(fields):
                reindex(objs)
        return changed

    def update(self, **kwargs):
        """Update, with the index of names."""
        from participants.finding.index import NAMES, reindex

        if not NAMES & set(kwargs):
            return super().update(**kwargs)
        with transaction.atomic(using=self.db, savepoint=False):
            keys = list(self.order_by().values_list("pk", flat=True))
            changed = super().update(**kwargs)
            for start in range(0, len(keys), AT_ONCE):
                reindex(self.model.objects.filter(pk__in=keys[start : start + AT_ONCE]))
        return changed

    update.alters_data = True

    def for_list(self):
        """With what a list shows of each, in a bounded number of queries."""
        return self.select_related("category", "organisation", "centre")

    def for_detail(self):
        """With what one person's page shows, in one query."""
        return self.select_related(
            "category", "organisation", "centre", "municipality", "administrative_unit", "household"
        )

    def consenting_to(self, purpose, on, shared_with=None):
        """Those whose last answer about `purpose` was given, and is still valid on the day `on`.

        `shared_with`: for sharing, the organisation that was asked about.
        """
        answers = self._answers().filter(purpose=purpose, shared_with=shared_with)
        return self.filter(Exists(answers.newest().valid(on).filter(participant=OuterRef("pk"))))

    def without_consent(self, on):
        """Those for whom no valid consent to keeping personal data is recorded on the day `on`."""
        agreed = self.model.objects.consenting_to("data", on).order_by().values("pk")
        return self.exclude(pk__in=agreed)

    def contactable(self, on):
        """Those whom somebody may call, write to or visit (docs/security.md, P7).

        Neither marked *do not contact*, nor refused, withdrawn or expired when they were asked.
        """
        return self.exclude(do_not_contact=True).filter(~Exists(self._answered_no(on, "pk")))

    def _answers(self):
        return self.model._meta.get_field("consents").related_model.objects

    def _answered_no(self, on, path):
        """Last answers that forbid to contact the person at `path`."""
        asked = self._answers().filter(purpose="contact", participant=OuterRef(path)).newest()
        return asked.not_valid(on)

    def with_times_seen(self, user, permission="participants.view_participant"):
        """Each with `times_seen`: the attendances among those that `user` may know of."""
        registrations = self.model._meta.get_field("registrations").related_model.objects
        seen = registrations.visible_to(user, permission).attended().order_by()
        counts = (
            seen.filter(participant=OuterRef("pk"))
            .values("participant")
            .annotate(times=Count("pk"))
            .values("times")
        )
        return self.annotate(times_seen=Coalesce(Subquery(counts), 0))

    def with_safeguards(self, on):
        """Each with `has_contact`, `consent` and `consent_until`, for children, on the day `on`.

        Whether a grown-up parent or guardian can and may be reached by telephone or e-mail; the
        newest answer on keeping personal data and until when it is valid (None where that is not
        limited).
        """
        guardianships = self.model._meta.get_field("guardianships").related_model.objects
        consents = self.model._meta.get_field("consents").related_model.objects
        reachable = guardianships.exclude(adult__phone="", adult__email="").exclude(
            younger_than(ADULT_AGE, on, "adult__")
        )
        reachable = reachable.exclude(adult__do_not_contact=True).filter(
            ~Exists(self._answered_no(on, "adult"))
        )
        newest = consents.filter(participant=OuterRef("pk"), purpose="data")
        newest = newest.order_by("-given_on", "-pk")
        return self.annotate(
            has_contact=Exists(reachable.filter(child=OuterRef("pk"))),
            consent=Subquery(newest.values("answer")[:1]),
            consent_until=Subquery(newest.values("expires_on")[:1]),
        )
