"""What is typed survives the end of its session, for its writer alone, and is never executed."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from drafts import keeping
from drafts.form_marks import FIELD, make_mark, read_mark
from drafts.keeping import forget_kept_forms
from drafts.models import KeptForm
from events.models import Centre, Event
from shkej.rounds import COMING_ROUND
from tests.accounts.factories import GrantFactory
from tests.accounts.signing_in import PASSWORD, sign_in, user_with_password
from tests.drafts.pages import fields_of, form_of, open_form, page_of
from tests.events.factories import EventFactory
from tests.often import MORE_ON_POSTGRESQL

pytestmark = MORE_ON_POSTGRESQL

CREATE = reverse("events:event_create")
TEXT = "Takim me “prindërit” <b>& fëmijët</b>"
AIM = "\nRreshti i parë\nRreshti i dytë </textarea><script>"


@pytest.fixture
def writer(centre):
    user = user_with_password(email="writer@example.org")
    return GrantFactory(user=user, role=Role.STAFF, centre=centre).user


@pytest.fixture
def other(centre):
    user = user_with_password(email="other@example.org")
    return GrantFactory(user=user, role=Role.COORDINATOR, centre=centre).user


@pytest.fixture
def desk(writer):
    browser = Client(enforce_csrf_checks=True)
    browser.force_login(writer)
    return browser


def typed(desk, **more):
    fields = open_form(desk, CREATE)
    return fields | {"title_sq": TEXT, "date": "06.10.2021", "aim_sq": AIM, "status": "held"} | more


def end_session(desk):
    del desk.cookies["sessionid"]


def send(desk, fields, url=CREATE, **extra):
    return desk.post(url, fields, headers={"referer": f"http://testserver{url}"}, **extra)


def sign_in_again(desk, response, email="writer@example.org"):
    """From the page that asks to sign in back to where it leads."""
    address = response.url
    data = open_form(desk, address) | {"login": email, "password": PASSWORD}
    return desk.post(address, data)


def test_what_was_typed_stands_filled_in_after_signing_in(desk):
    fields = typed(desk, visibility="partners", is_sensitive="on")
    end_session(desk)
    desk.cookies["language"] = "en"

    response = send(desk, fields)
    asked = desk.get(response.url).content.decode()
    back = sign_in_again(desk, response)
    page = desk.get(back.url)

    assert response.url.startswith(reverse("account_login"))
    assert "What you typed is kept" in asked
    assert not Event.objects.exists()
    shown = fields_of(form_of(page))
    for name in ("title_sq", "date", "status", "visibility", "is_sensitive"):
        assert shown[name] == fields[name]
    assert shown["aim_sq"].replace("\r\n", "\n") == AIM
    assert "Not yet saved." in page.content.decode()
    folds = [fold for fold in page_of(page).iter("details") if fold.find(".//textarea") is not None]
    assert any("open" in fold.attrib for fold in folds)
    [quotes] = [fold for fold in folds if fold.xpath(".//*[@name='quotes-0-text_sq']")]
    assert "open" not in quotes.attrib


def test_saving_it_then_makes_it_and_leaves_nothing_behind(desk):
    fields = typed(desk)
    end_session(desk)
    back = sign_in_again(desk, send(desk, fields))
    shown = fields_of(form_of(desk.get(back.url)))

    desk.post(back.url, shown)

    assert Event.objects.get().title_sq == TEXT
    assert not KeptForm.objects.exists()


def test_nothing_of_it_can_be_read_in_the_database(desk):
    fields = typed(desk)
    end_session(desk)
    send(desk, fields)

    [row] = KeptForm.objects.values()

    assert not any("prind" in str(value) for value in row.values())


def test_on_another_device_the_first_page_tells_of_it(desk, writer):
    fields = typed(desk)
    end_session(desk)
    send(desk, fields)

    device = Client()
    device.force_login(writer)
    home = device.get(reverse("home")).content.decode()
    listed = page_of(device.get(reverse("drafts:kept_forms")))
    [address] = listed.xpath("//main//a[contains(@class, 'row-link')]/@href")

    assert reverse("drafts:kept_forms") in home
    assert fields_of(form_of(device.get(address)))["title_sq"] == TEXT


def test_somebody_else_who_signs_in_sees_nothing_of_it(desk, other):
    fields = typed(desk)
    end_session(desk)
    back = sign_in_again(desk, send(desk, fields), email=other.email)
    kept = KeptForm.objects.get()

    page = desk.get(back.url)

    assert b"prind" not in page.content
    assert "Not yet saved" not in page.content.decode()
    assert b"prind" not in desk.get(reverse("drafts:kept_forms")).content
    assert reverse("drafts:kept_forms") not in desk.get(reverse("home")).content.decode()
    assert desk.get(reverse("drafts:kept_form", args=[kept.pk])).status_code == 404
    assert desk.get(f"{CREATE}?kept={kept.pk}").content.count(b"prind") == 0


@pytest.mark.parametrize("checks_tokens", [True, False])
def test_a_form_of_the_one_who_left_is_never_done_by_the_one_who_came(writer, other, checks_tokens):
    browser = Client(enforce_csrf_checks=checks_tokens)
    browser.force_login(writer)
    fields = typed(browser)
    browser.force_login(other)  # in another tab of the same browser

    response = send(browser, fields)

    assert response.status_code == 409
    assert b"prind" not in response.content
    assert not Event.objects.exists()
    assert KeptForm.objects.get().user == writer


def test_a_token_of_before_a_sign_in_elsewhere_loses_nothing(desk, writer):
    fields = typed(desk)
    data = open_form(desk, reverse("account_logout"))
    desk.post(reverse("account_logout"), data)
    data = open_form(desk, reverse("account_login"))
    desk.post(reverse("account_login"), data | {"login": writer.email, "password": PASSWORD})

    response = send(desk, fields)
    page = desk.get(response.url)

    assert not Event.objects.exists()
    assert fields_of(form_of(page))["title_sq"] == TEXT
    assert fields_of(form_of(page))["csrfmiddlewaretoken"] != fields["csrfmiddlewaretoken"]


def test_without_a_mark_or_with_a_forged_one_nothing_is_kept(desk, writer):
    fields = typed(desk)
    end_session(desk)
    mark = fields.pop(FIELD)
    forged = mark[:-1] + ("a" if mark[-1] != "a" else "b")

    for fake in ({}, {FIELD: ""}, {FIELD: "x"}, {FIELD: "é" * 80}, {FIELD: forged}):
        response = send(desk, fields | fake)
        assert response.status_code == 302
        assert "kept" not in response.url

    assert read_mark(mark).user_id == writer.pk
    assert not KeptForm.objects.exists()


def test_a_mark_of_more_than_seven_days_keeps_nothing(desk, time_machine):
    time_machine.move_to(timezone.now() - timedelta(days=8))
    fields = typed(desk)
    time_machine.move_to(timezone.now() + timedelta(days=8))
    end_session(desk)
    send(desk, fields)

    assert not KeptForm.objects.exists()


def test_secrets_and_files_are_not_kept(desk, writer):
    secrets = {
        "password": "x y",
        "password1": "x",
        "login_otp": "1",
        "pin": "1234",
        "new_pin2": "1",
    }
    fields = typed(desk, **secrets, opinion="stays")
    end_session(desk)
    send(desk, fields)

    kept = KeptForm.objects.get().values()
    assert kept.keys() & {*secrets, FIELD, "csrfmiddlewaretoken"} == set()
    assert kept["opinion"] == ["stays"]


@pytest.mark.parametrize("route", ["account_change_password", "account_reauthenticate"])
def test_forms_of_signing_in_are_not_kept(desk, writer, route):
    desk.get(CREATE)
    token = desk.cookies["csrftoken"].value
    end_session(desk)
    data = {"csrfmiddlewaretoken": token, FIELD: make_mark(writer.pk), "oldpassword": "x"}

    desk.post(reverse(route), data)

    assert not KeptForm.objects.exists()


def test_what_is_too_long_is_not_kept(desk):
    fields = typed(desk, aim_sq="x" * (keeping.MOST_SIGNS + 1))
    end_session(desk)
    response = send(desk, fields)

    assert response.status_code == 302
    assert not KeptForm.objects.exists()


def keep_one(user, **more):
    about = {
        "key": more.pop("key"),
        "action": CREATE,
        "page": CREATE,
        "fields": [("title_sq", "x y")],
    }
    return keeping.keep_fields(user_id=user.pk, **about, **more)


def test_whoever_is_not_there_pushes_out_nothing_new_and_the_oldest_go_first(
    writer, other, time_machine
):
    time_machine.move_to("2021-10-06 08:00Z", tick=False)
    keep_one(other, key="bystander")
    for number in range(keeping.MOST_FORMS):
        assert keep_one(writer, key=f"k{number}")
    assert keep_one(writer, key="flood") is None
    assert keep_one(writer, key="k3")  # once more the same one

    time_machine.shift(keeping.AT_ONCE + timedelta(seconds=1))

    assert keep_one(writer, key="late")
    keys = set(KeptForm.objects.filter(user=writer).values_list("key", flat=True))
    assert len(keys) == keeping.MOST_FORMS
    assert "late" in keys
    assert "k0" not in keys
    assert KeptForm.objects.filter(user=other).count() == 1


def fill_room(writer):
    for number in range(keeping.MOST_FORMS):
        assert keep_one(writer, key=f"k{number}")


def keys_of(writer):
    return set(KeptForm.objects.filter(user=writer).values_list("key", flat=True))


def test_for_its_user_who_is_there_the_oldest_goes_and_that_is_said(client, writer, other):
    keep_one(other, key="bystander")
    fill_room(writer)
    client.force_login(writer)
    fields = typed(client)
    event = EventFactory(centre=writer.grants.get().centre)
    url = reverse("events:event_update", args=[event.pk])
    event.delete()

    page = send(client, fields, url)

    assert len(keys_of(writer)) == keeping.MOST_FORMS
    assert "k0" not in keys_of(writer)
    assert KeptForm.objects.filter(user=other).count() == 1
    said = page_of(page).xpath("//*[@id='messages']")[0]
    assert "the oldest of yours has gone" in said.text_content()
    assert said.xpath(".//a/@href") == [reverse("drafts:kept_forms")]


def test_a_draft_of_a_full_room_is_kept_and_the_oldest_goes(client, writer):
    fill_room(writer)
    client.force_login(writer)
    fields = typed(client)

    saved = client.post(f"{reverse('drafts:save_draft')}?page={CREATE}&action={CREATE}", fields)

    assert saved.status_code == 204
    assert "k0" not in keys_of(writer)


def test_without_a_session_a_full_room_stays_and_whoever_typed_is_told(desk, writer):
    fields = typed(desk)
    fill_room(writer)
    end_session(desk)

    answer = send(desk, fields)

    assert keys_of(writer) == {f"k{number}" for number in range(keeping.MOST_FORMS)}
    page = desk.get(answer.url).content.decode()
    assert "nuk mund të mbahej" in page
    assert TEXT not in page


def test_a_role_lost_while_typing_loses_no_word(client, writer, other):
    client.force_login(writer)
    fields = typed(client)
    writer.grants.update(role=Role.OBSERVER, centre=None)

    answer = send(client, fields)

    assert answer.status_code == 403
    [kept] = KeptForm.objects.all()
    assert (kept.user, kept.values()["title_sq"]) == (writer, [TEXT])
    page = page_of(answer)
    assert "rol" in page.xpath("//*[@class='page-lead']")[0].text_content()
    assert TEXT in "".join(page.xpath("//blockquote//text()"))
    assert not Event.objects.exists()
    writer.grants.update(role=Role.STAFF, centre=Centre.objects.get())
    again = client.get(reverse("drafts:kept_forms"))
    [address] = page_of(again).xpath("//a[@class='row-link']/@href")
    assert fields_of(form_of(client.get(address)))["title_sq"] == TEXT
    client.force_login(other)
    assert TEXT not in client.get(reverse("drafts:kept_forms")).content.decode()


def test_after_seven_days_and_with_a_closed_account_it_is_gone(writer, other, time_machine):
    time_machine.move_to("2021-10-06 08:00Z", tick=False)
    keep_one(writer, key="old")
    time_machine.shift(timedelta(days=7, seconds=1))
    keep_one(writer, key="new")
    keep_one(other, key="closed")
    other.is_active = False
    other.save()

    forget_kept_forms()

    assert KeptForm.objects.get().key == "new"
    assert "forget_typed_forms" in {round.task.name for round in COMING_ROUND}
    writer.delete()
    assert not KeptForm.objects.exists()


def test_throwing_one_away_leaves_the_others(client, writer):
    kept, _other = keep_one(writer, key="a"), keep_one(writer, key="b")
    client.force_login(writer)

    client.post(reverse("drafts:forget_kept_form", args=[kept.pk]))

    assert KeptForm.objects.get().key == "b"


def test_where_the_page_has_no_place_for_it_the_words_can_be_read(client, writer):
    about = {"key": "b" * 24, "action": reverse("events:event_update", args=[999]), "page": CREATE}
    kept = keeping.keep_fields(user_id=writer.pk, **about, fields=[("aim_sq", "Two words")])
    client.force_login(writer)

    response = client.get(f"{CREATE}?kept={kept.pk}", follow=True)

    assert response.redirect_chain[-1][0] == reverse("drafts:kept_form", args=[kept.pk])
    assert "Two words" in response.content.decode()


def test_the_password_asked_for_once_more_loses_nothing(admin, time_machine):
    cache.clear()
    browser = Client()
    admin.set_password(PASSWORD)
    admin.save()
    time_machine.move_to("2021-10-06 08:00Z", tick=False)
    sign_in(browser, admin.email)
    url = reverse("accounts:user_create")
    fields = open_form(browser, url) | {"name": "Ana Hoxha", "email": "ana@example.org"}
    time_machine.shift(timedelta(minutes=11))

    response = send(browser, fields, url)
    assert reverse("account_reauthenticate") in response.url
    back = browser.post(response.url, {"password": PASSWORD})
    page = browser.get(back.url)

    assert fields_of(form_of(page))["email"] == "ana@example.org"


@pytest.mark.parametrize("given", [["999999"], ["<b>gone</b>"]])
def test_a_choice_that_is_no_longer_on_offer_is_said_at_its_field(client, writer, given):
    fields = [("title_sq", "Takim"), ("kind", given[0])]
    about = {"action": CREATE, "page": CREATE, "fields": fields}
    kept = keeping.keep_fields(user_id=writer.pk, key="c" * 24, **about)
    client.force_login(writer)

    page = client.get(f"{CREATE}?kept={kept.pk}")
    [said] = page_of(page).xpath("//*[@data-gone]")

    assert said.getnext().get("name") == "kind"
    assert "no longer on offer" in said.text_content()
    assert ("<b>gone</b>" in said.text_content()) == (given[0] == "<b>gone</b>")
    assert "999999" not in said.text_content()
    assert not said.getparent().xpath(".//b")
    assert all("open" in fold.attrib for fold in said.iterancestors("details"))


def test_a_choice_that_is_offered_says_nothing(client, writer):
    fields = [("kind", "training"), ("category", ""), ("title_sq", "Takim")]
    about = {"action": CREATE, "page": CREATE, "fields": fields}
    kept = keeping.keep_fields(user_id=writer.pk, key="c" * 24, **about)
    client.force_login(writer)

    page = client.get(f"{CREATE}?kept={kept.pk}")

    assert "data-gone" not in page.content.decode()
    assert fields_of(form_of(page))["kind"] == "training"


def test_rows_that_were_added_come_back(desk, organisation):
    fields = typed(desk)
    for number in range(5):
        fields[f"quotes-{number}-text_sq"] = f"Fjalë {number}"
    fields["quotes-TOTAL_FORMS"] = "5"
    end_session(desk)
    back = sign_in_again(desk, send(desk, fields))

    shown = fields_of(form_of(desk.get(back.url)))

    assert [shown[f"quotes-{number}-text_sq"] for number in range(5)] == [
        f"Fjalë {number}" for number in range(5)
    ]
    assert shown["quotes-TOTAL_FORMS"] == "5"


def test_a_page_that_is_open_to_anybody_bears_nobodys_mark(desk):
    page = desk.get(reverse("public_events"))

    assert page.status_code == 200
    assert FIELD not in page.content.decode()
    assert FIELD in desk.get(reverse("more")).content.decode()
