"""Files of an event: what may come in, who sees it, and that refusals leave nothing behind."""

import os
from datetime import date, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.urls import reverse

from accounts.models import AccessLog
from events.models import Attachment
from events.paper.files import services as attachments
from events.paper.files.services import attach_file, delete_attachment
from participants.models import Consent
from shkej.lib.uploads.pdfs import made_anew
from tests.databases import unguarded
from tests.events.factories import (
    AttachmentFactory,
    CentreFactory,
    EventFactory,
    HeadcountFactory,
    RegistrationFactory,
)
from tests.pictures import PDF, SECRET, archive, photo_with_place, picture, upload

pytestmark = pytest.mark.django_db
ANSWERS = {"kind": "signed_sheet", "signatures": "", "shows_no_child": ""}


@pytest.fixture
def event(db):
    return EventFactory()


@pytest.fixture
def desk(client, staff):
    client.force_login(staff)
    return client


def send(client, event, content=PDF, name="lista.pdf", **answers):
    data = ANSWERS | answers | {"upload": upload(content, name)}
    return client.post(reverse("events:attachment_create", args=[event.pk]), data)


def errors(response):
    return {field: " ".join(texts) for field, texts in response.context["form"].errors.items()}


def files_on_disk():
    folder = Path(default_storage.location, "attachments")
    return set(os.listdir(folder)) if folder.exists() else set()


def agree(registration, answer="given", **more):
    return Consent.objects.create(
        participant=registration.participant,
        purpose="photo",
        answer=answer,
        given_by="self",
        **({"given_on": date(2021, 10, 1)} | more),
    )


# Taking one in


def test_a_signed_list_is_kept_under_a_random_name_with_its_signatures(desk, event, staff):
    response = send(desk, event, photo_with_place(), "../../Lista e 6 tetorit.JPG", signatures="14")

    file = event.attachments.get()
    assert response.url == reverse("events:event_detail", args=[event.pk])
    assert file.original_name == "Lista e 6 tetorit.jpg"
    assert (file.kind, file.signatures, file.added_by) == ("signed_sheet", 14, staff)
    assert file.file.name.startswith("attachments/")
    assert len(file.file.name) == len("attachments/") + 32
    assert SECRET.encode() not in file.file.read()
    assert file.history.get().history_user == staff
    page = desk.get(response.url).content.decode()
    assert "Lista e 6 tetorit.jpg" in page
    assert "14 signatures" in page


@pytest.mark.parametrize("content", [b"<svg/>", archive(), picture() + archive(), b""])
def test_a_refused_file_leaves_nothing_behind(desk, event, content):
    before = files_on_disk()

    assert errors(send(desk, event, content, "a.jpg"))["upload"]

    assert not Attachment.objects.exists()
    assert not Attachment.history.exists()
    assert files_on_disk() == before


def test_a_file_that_the_database_refuses_leaves_nothing_behind(event, staff, monkeypatch):
    before = files_on_disk()

    def fail(*arguments, **options):
        raise IntegrityError

    monkeypatch.setattr(Attachment, "save", fail)
    with pytest.raises(IntegrityError):
        attach_file(event=event, kind="document", upload=upload(PDF), added_by=staff)

    assert files_on_disk() == before


def test_files_beyond_10_mb_are_refused(desk, event):
    response = send(desk, event, PDF + b" " * (10 * 1024 * 1024))

    assert "limit 10 MB" in errors(response)["upload"]


@pytest.mark.parametrize("signatures", ["-1", "1001", "x", "3.5"])
def test_wrong_numbers_of_signatures_are_refused(desk, event, signatures):
    assert errors(send(desk, event, signatures=signatures))["signatures"]
    assert not Attachment.objects.exists()


def test_only_a_signed_list_has_signatures(desk, event):
    send(desk, event, kind="document", signatures="4")

    assert event.attachments.get().signatures is None
    with pytest.raises(IntegrityError), transaction.atomic():
        AttachmentFactory(event=event, kind="photo", signatures=4)


def test_twenty_lists_are_enough_for_an_event(desk, event):
    AttachmentFactory.create_batch(20, event=event)

    assert "20 files of this kind" in errors(send(desk, event))["upload"]
    assert send(desk, event, kind="document").status_code == 302
    assert send(desk, EventFactory()).status_code == 302


def test_files_a_day_are_limited_for_a_user_even_where_they_are_deleted(
    desk, event, staff, coordinator, settings
):
    settings.UPLOADS_PER_DAY = 2
    for _n in range(2):
        send(desk, event)
    delete_attachment(attachment=event.attachments.first(), deleted_by=coordinator)

    assert "2 files within 24 hours" in errors(send(desk, event))["upload"]
    with unguarded():
        Attachment.history.update(
            history_date=Attachment.history.first().history_date - timedelta(days=1, minutes=1)
        )
    assert send(desk, event).status_code == 302


def test_foreign_answers_change_nothing(desk, event, coordinator):
    send(desk, event, added_by=coordinator.pk, original_name="x", event_id=EventFactory().pk)

    assert event.attachments.get().added_by != coordinator


# Photos


def test_p6_a_photo_needs_the_tick_where_somebody_has_not_agreed(desk, event):
    agree(RegistrationFactory(event=event, present=True))
    RegistrationFactory(event=event, present=True)

    refused = send(desk, event, picture(), kind="photo")

    assert "agreed to photographs" in errors(refused)["shows_no_child"]
    assert not Attachment.objects.exists()
    assert send(desk, event, picture(), kind="photo", shows_no_child="on").status_code == 302
    assert event.attachments.get().shows_no_child


def test_p6_a_photo_is_taken_where_everybody_who_came_has_agreed(desk, event):
    agree(RegistrationFactory(event=event, present=True))
    RegistrationFactory(event=event)  # was not there

    assert send(desk, event, picture(), kind="photo").status_code == 302
    assert not event.attachments.get().shows_no_child


@pytest.mark.parametrize("case", ["nobody", "counted", "withdrawn", "expired", "for data"])
def test_p6_what_is_no_agreement(desk, event, case):
    if case == "counted":
        HeadcountFactory(event=event)
    if case != "nobody":
        place = RegistrationFactory(event=event, present=True)
        agree(place, expires_on=date(2021, 12, 1) if case == "expired" else None)
        if case == "withdrawn":
            agree(place, "withdrawn", given_on=date(2021, 10, 2))
        if case == "for data":
            with unguarded():
                Consent.objects.all().delete()
            Consent.objects.create(
                participant=place.participant,
                purpose="data",
                answer="given",
                given_by="self",
                given_on=date(2021, 10, 1),
            )

    assert "shows_no_child" in errors(send(desk, event, picture(), kind="photo"))


def test_a_photo_is_a_picture(desk, event):
    assert "JPEG or PNG" in errors(send(desk, event, kind="photo", shows_no_child="on"))["upload"]


def test_p5_a_photo_is_hidden_once_somebody_no_longer_agrees(desk, event):
    place = RegistrationFactory(event=event, present=True)
    agree(place)
    send(desk, event, picture(), "festa.jpg", kind="photo")
    address = reverse("events:attachment", args=[event.pk, event.attachments.get().pk])
    assert desk.get(address).status_code == 200

    agree(place, "withdrawn", given_on=date(2021, 10, 2))

    assert desk.get(address).status_code == 404
    page = desk.get(reverse("events:event_detail", args=[event.pk])).content.decode()
    assert "Hidden: not everybody" in page
    assert address not in page


# Opening and deleting


def test_a_file_is_sent_to_be_kept_and_never_as_a_page(desk, event, staff):
    send(desk, event, name="Lista e çiftit.pdf")
    file = event.attachments.get()

    response = desk.get(reverse("events:attachment", args=[event.pk, file.pk]))

    assert b"".join(response.streaming_content) == made_anew(PDF)
    assert response["Content-Type"] == "application/pdf"
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''Lista")
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "no-store" in response["Cache-Control"]
    assert response["Content-Security-Policy"] in {
        "default-src 'none'; sandbox",
        "sandbox; default-src 'none'",
    }
    line = AccessLog.objects.get(action="view_file")
    assert (line.user, line.object_id, line.detail) == (
        staff,
        str(event.pk),
        {"kind": "signed_sheet"},
    )


def test_a_file_of_another_event_or_centre_does_not_exist(desk, event):
    file = AttachmentFactory(event=event)
    foreign = AttachmentFactory(event=EventFactory(centre=CentreFactory()))

    for event_id, file_id in [(EventFactory().pk, file.pk), (foreign.event_id, foreign.pk)]:
        assert desk.get(reverse("events:attachment", args=[event_id, file_id])).status_code == 404
    assert send(desk, foreign.event).status_code == 404


@pytest.mark.parametrize("role", ["volunteer", "partner", "observer", "admin"])
def test_others_neither_see_nor_open_files(client, request, event, role):
    user = request.getfixturevalue(role)
    event.volunteers.add(user)
    event.visibility = "all_partners"
    event.save()
    file = AttachmentFactory(event=event, original_name="Ana Hoxha.pdf")
    client.force_login(user)

    page = client.get(reverse("events:event_detail", args=[event.pk])).content.decode()

    assert "Ana Hoxha.pdf" not in page
    assert client.get(reverse("events:attachment", args=[event.pk, file.pk])).status_code == 403


def test_the_folder_of_files_is_served_by_nobody(desk, event):
    file = AttachmentFactory(event=event)

    for address in (f"/{file.file.name}", f"/media/{file.file.name}", f"/static/{file.file.name}"):
        assert desk.get(address).status_code == 404
    assert settings.MEDIA_URL in ("", "/")


def test_a_file_that_is_gone_from_the_disk_is_not_found(desk, event):
    file = AttachmentFactory(event=event)
    default_storage.delete(file.file.name)

    assert desk.get(reverse("events:attachment", args=[event.pk, file.pk])).status_code == 404


def test_names_are_shown_escaped(desk, event):
    AttachmentFactory(event=event, original_name="<img src=x onerror=alert(1)>.pdf")

    page = desk.get(reverse("events:event_detail", args=[event.pk])).content.decode()

    assert "<img src=x" not in page
    assert "&lt;img src=x" in page


@pytest.mark.django_db(transaction=True)
def test_a_coordinator_deletes_a_file_and_the_history_keeps_that(client, coordinator):
    event = EventFactory()
    file = AttachmentFactory(event=event)
    address = reverse("events:attachment_delete", args=[event.pk, file.pk])
    client.force_login(coordinator)

    assert client.get(address).status_code == 200
    assert default_storage.exists(file.file.name)
    client.post(address)

    assert not Attachment.objects.exists()
    assert not default_storage.exists(file.file.name)
    last = Attachment.history.latest()
    assert (last.history_type, last.history_user, last.original_name) == (
        "-",
        coordinator,
        "2021.pdf",
    )


def test_a_deletion_that_fails_keeps_the_file(event, coordinator, monkeypatch):
    file = AttachmentFactory(event=event)

    with transaction.atomic():
        delete_attachment(attachment=file, deleted_by=coordinator)
        transaction.set_rollback(True)

    assert default_storage.exists(file.file.name)
    assert Attachment.objects.exists()


def test_the_page_of_an_event_needs_as_many_queries_for_20_files_as_for_1(
    desk, event, django_assert_max_num_queries
):
    address = reverse("events:event_detail", args=[event.pk])
    agree(RegistrationFactory(event=event, present=True))
    AttachmentFactory(event=event, kind="photo")
    desk.get(reverse("health"))
    with django_assert_max_num_queries(25) as few:
        desk.get(address)
    AttachmentFactory.create_batch(19, event=event, kind="photo")

    with django_assert_max_num_queries(25) as many:
        desk.get(address)

    assert len(many) == len(few)


def test_the_limits_are_those_that_were_promised():
    assert attachments.MOST_OF_A_KIND == 20
    assert settings.UPLOADS_PER_DAY == 60
