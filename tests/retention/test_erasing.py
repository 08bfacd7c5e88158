"""One person erased: nothing tells who it was any more, and nobody else lost a thing."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts.audit.sealing import seal_log
from accounts.audit.verifying import faults
from accounts.models.access_log import Action
from accounts.outbox import Content, queue_mail
from accounts.services import log_access
from drafts.models import KeptForm
from events.models import DoorNote, ImportedRow, Quote
from participants.merging.services import merge_participants
from participants.models import Consent, Guardianship, Household, Participant, PossibleDuplicate
from retention.erasing.scopes import ErasureScope
from retention.erasing.services import erase
from retention.models import FileToRemove
from tests.accounts.factories import UserFactory
from tests.events.factories import (
    AttachmentFactory,
    EventFactory,
    RegistrationFactory,
    SeriesMemberFactory,
)
from tests.participants.factories import ParticipantFactory
from tests.retention.dump import dump, files

# Canaries in every part of a person; letters with diacritics, as real names have them.
FIRST, FATHER, LAST = "Zylfijë", "Qamilçan", "Xhufkollari"
PHONE, EMAIL = "+355692345678", "zylfije.x@kanarina.example"
CANARIES = (
    "zylfij",
    "xhufkollari",
    "qamil",
    "692345678",
    "69 234 5678",
    "kanarina",
)
pytestmark = pytest.mark.django_db


@pytest.fixture
def somebody(centre, coordinator):
    """A person of whom something is in every place that knows people, and their mother."""
    person = ParticipantFactory(
        first_name="Zylfijee", last_name=LAST, centre=centre, birth_date="2010-05-06"
    )
    person.first_name, person.father_name = FIRST, FATHER
    person.phone, person.email, person.import_key = PHONE, EMAIL, f"{FIRST}-{LAST}"
    person.sex, person.disability, person.disability_method = "female", "yes", "self_reported"
    person.household = Household.objects.create(name=LAST)
    person.save()
    mother = ParticipantFactory(first_name="Drita", last_name="Hoxha", centre=centre)
    Guardianship.objects.create(adult=mother, child=person, relation="mother").save()
    Consent.objects.create(
        participant=person,
        purpose="data",
        answer="given",
        given_by="guardian",
        given_on="2024-01-01",
    )
    twin = ParticipantFactory(first_name="Zylfije", last_name=LAST, phone=PHONE, centre=centre)
    SeriesMemberFactory(participant=twin)
    merge_participants(kept=person, merged=twin, merged_by=coordinator)
    _let_texts_name(person, coordinator)
    return person


def _let_texts_name(person, user):
    event = EventFactory(
        results_sq=f"Foli {FIRST.upper()} {LAST.upper()}.",
        results_en=f"Call Zylfije {FATHER} Xhufkollari on 069 234 5678.",
        title_sq="Takim me prindër",
    )
    event.aim_sq = f"Me {LAST}, {FIRST}"
    event.save()
    place = RegistrationFactory(event=event, participant=person, present=True, age=11)
    place._change_reason = f"Zylfijës Xhufkollarit iu harrua emri ({person.code})"
    place.save()
    Quote.objects.create(event=event, text_sq="Mësova shumë.", said_by_sq=f"{FIRST} {LAST}")
    DoorNote.objects.create(event=event, text=f"{FIRST} {LAST}")
    ImportedRow.objects.create(
        centre=person.centre, event=event, person=person.pk, key="k", of_place="p"
    )
    other = ParticipantFactory(centre=person.centre)
    PossibleDuplicate.objects.create(first=person, second=other)
    queue_mail(to=EMAIL, content=Content(subject="Ftesë", text="Ejani"))
    queue_mail(
        to="dikush@x.example",
        content=Content(subject="Lista", text=f"Vijnë {FIRST} {LAST} dhe Ana Hoxha"),
    )
    draft = KeptForm(user=user, key="a", path=f"/people/{person.pk}/edit/")
    draft.write(page="/", action="/", fields=[("first_name", FIRST)])
    draft.save()
    draft = KeptForm(user=user, key="b", path="/events/new/")
    draft.write(page="/", action="/", fields=[("aim", f"Me {FIRST} {LAST}"), ("venue", "Salla")])
    draft.save()
    log_access(Action.EXPORT, event, user=user, code=person.code)
    default_storage.save("made/abc", ContentFile(f"{FIRST} {LAST}".encode()))
    default_storage.save("imports/abc", ContentFile(f"{FIRST};{LAST}".encode()))
    AttachmentFactory(event=event, original_name=f"{FIRST} {LAST}.pdf", added_by=user)


def found(canaries):
    texts = dump()
    stored = {path: raw.decode("latin-1") for path, raw in files().items() if "sqlite" not in path}
    return {
        (canary, place)
        for canary in canaries
        for place, text in {**texts, **stored}.items()
        if canary.casefold() in text.casefold().replace("ë", "e").replace("ç", "c")
    }


def test_p14_nothing_that_tells_who_it_was_stands_anywhere(somebody):
    codes = set(Participant.history.values_list("code", flat=True))
    codes &= {somebody.code, *somebody.merged_from.values_list("code", flat=True)}
    seal_log()
    before = {place for _canary, place in found(CANARIES)}
    assert {"participants_participant", "participants_historicalparticipant"} < before
    assert {
        "events_event",
        "events_historicalregistration",
        "events_quote",
        "mails",
        "forms",
    } < before
    assert found(codes)

    stays = erase([somebody.pk], scope=ErasureScope.ALL)

    assert stays == []
    assert found([*CANARIES, *codes]) == set()
    assert list(faults()) == []
    seal_log()
    assert list(faults()) == []
    assert FileToRemove.objects.count() == 0


def test_p14_what_figures_read_stays_and_nothing_else(somebody):
    erase([somebody.pk], scope=ErasureScope.ALL)

    somebody.refresh_from_db()
    assert (somebody.sex, somebody.disability, somebody.birth_year) == ("female", "yes", 2010)
    assert (somebody.birth_date, somebody.organisation, somebody.household) == (None, None, None)
    assert somebody.anonymised_on == timezone.localdate()
    assert somebody.registrations.get().age == 11
    assert not Participant.objects.current().filter(pk=somebody.pk).exists()


def test_an_erasure_touches_nobody_else(somebody):
    namesake = ParticipantFactory(first_name="Zylfikar", last_name=LAST, centre=somebody.centre)
    event = EventFactory(aim_sq="Zylfikar Xhufkollari dhe Ana Hoxha; 069 234 5679")

    erase([somebody.pk], scope=ErasureScope.ALL)

    namesake.refresh_from_db()
    event.refresh_from_db()
    assert namesake.last_name == LAST
    assert event.aim_sq == "Zylfikar Xhufkollari dhe Ana Hoxha; 069 234 5679"
    assert Participant.objects.filter(first_name="Drita", last_name="Hoxha").exists()


def test_a_name_that_somebody_else_bears_stays_in_texts(centre):
    person = ParticipantFactory(first_name="Ana", last_name="Hoxha", centre=centre, phone=PHONE)
    ParticipantFactory(first_name="Ana", last_name="Hoxha", centre=centre)
    event = EventFactory(aim_sq="Ana Hoxha, 069 234 5678")

    erase([person.pk], scope=ErasureScope.ALL)

    event.refresh_from_db()
    assert event.aim_sq == "Ana Hoxha, […]"


def test_contacts_alone_leave_the_name(somebody):
    erase([somebody.pk], scope=ErasureScope.CONTACTS)

    somebody.refresh_from_db()
    assert (somebody.phone, somebody.email, somebody.first_name) == ("", "", FIRST)
    assert not Participant.history.filter(id=somebody.pk).exclude(phone="", email="").exists()
    assert somebody.anonymised_on is None


def test_an_erasure_that_fails_leaves_all_as_it_was(somebody, monkeypatch):
    before = dump()

    def fall_over(entries):
        raise OSError("the disk is full")

    monkeypatch.setattr("retention.ledger.book.add", fall_over)
    with pytest.raises(OSError, match="full"):
        erase([somebody.pk], scope=ErasureScope.ALL)

    assert dump() == before
    assert "made/abc" in files()


def test_users_keep_their_own_names(somebody):
    user = UserFactory(name=f"{FIRST} {LAST}")

    erase([somebody.pk], scope=ErasureScope.ALL)

    user.refresh_from_db()
    assert user.name == f"{FIRST} {LAST}"
