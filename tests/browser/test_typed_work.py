"""What is typed survives its session, with a script and without one; and is saved once."""

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import expect

from drafts.models import KeptForm
from events.models import Event
from tests.accounts.factories import GrantFactory
from tests.accounts.signing_in import PASSWORD, user_with_password
from tests.browser.conftest import SCREENS
from tests.browser.reader import Reader
from tests.events.factories import EventFactory

CREATE = reverse("events:event_create")
TITLE = "Takim me prindërit"


@pytest.fixture
def writer(centre, language):
    user = user_with_password(email="writer@example.org", language=language)
    return GrantFactory(user=user, role="staff", centre=centre).user


@pytest.fixture
def open_form(new_context, live_server, writer, language, width):
    """`open_form(address)`: a reader before a form, signed in; by `script=False` without one."""

    def opened(address, *, script=True):
        options = {**SCREENS[width], "base_url": live_server.url, "java_script_enabled": script}
        page = new_context(**options).new_page()
        Reader(page, "sq").sign_in(writer.email, PASSWORD)  # visitors read Albanian
        page.goto(address)
        return Reader(page, language)

    return opened


def write(reader, title=TITLE):
    reader.page.locator("[name=title_sq]").fill(title)
    reader.page.locator("[name=date]").fill("06.10.2021")


def save(reader):
    with reader.page.expect_navigation():
        reader.page.locator("form[data-unsaved] button.btn-primary[type=submit]").click()


def sign_in_where_asked(reader, email="writer@example.org"):
    reader.page.locator("input[name=login]").fill(email)
    reader.page.locator("input[name=password]").fill(PASSWORD)
    language = reader.page.locator("html").get_attribute("lang")  # of whoever is not signed in
    Reader(reader.page, language).send("Sign in")


@pytest.mark.parametrize("script", [True, False])
def test_a_session_that_ends_while_writing_loses_nothing(open_form, picture, script):
    reader = open_form(CREATE, script=script)
    write(reader)
    Session.objects.all().delete()

    save(reader)
    picture(reader.page, "sign-in-kept")
    sign_in_where_asked(reader)

    expect(reader.page.locator("[name=title_sq]")).to_have_value(TITLE)
    expect(reader.page.locator("[data-not-saved]")).to_be_visible()
    assert not Event.objects.exists()
    if script:
        reader.sees()
    picture(reader.page, f"filled-{script}")
    save(reader)
    assert Event.objects.get().title_sq == TITLE
    assert not KeptForm.objects.exists()


def test_somebody_else_who_signs_in_there_finds_an_empty_form(open_form, centre, picture):
    other = user_with_password(email="other@example.org", language="en")
    GrantFactory(user=other, role="staff", centre=centre)
    reader = open_form(CREATE)
    write(reader)
    Session.objects.all().delete()
    save(reader)

    sign_in_where_asked(reader, other.email)

    expect(reader.page.locator("[name=title_sq]")).to_have_value("")
    assert reader.page.locator("[data-not-saved]").count() == 0


def test_in_another_browser_the_first_page_leads_to_it(open_form, picture):
    reader = open_form(CREATE)
    write(reader)
    Session.objects.all().delete()
    save(reader)

    elsewhere = open_form("/")
    picture(elsewhere.page, "home")
    elsewhere.sees()
    elsewhere.follow("Look at what you typed")
    picture(elsewhere.page, "list")
    elsewhere.sees("Typed and not saved")
    elsewhere.follow(TITLE)

    expect(elsewhere.page.locator("[name=title_sq]")).to_have_value(TITLE)


@pytest.mark.parametrize("script", [True, False])
def test_back_and_save_leads_to_the_event_that_was_made(open_form, picture, script):
    reader = open_form(CREATE, script=script)
    write(reader)
    save(reader)
    made = reader.page.url

    reader.page.go_back()
    write(reader)
    save(reader)

    assert reader.page.url == made
    picture(reader.page, "saved-already")
    assert Event.objects.count() == 1


def test_a_double_press_makes_one_event(open_form):
    reader = open_form(CREATE)
    write(reader)

    reader.page.locator("form[data-unsaved] button.btn-primary[type=submit]").dblclick()
    reader.page.wait_for_url(lambda url: CREATE not in url)

    assert Event.objects.count() == 1


def test_an_answer_that_was_lost_is_asked_for_again(open_form):
    reader = open_form(CREATE)
    write(reader)
    lost = []

    def lose(route):
        if route.request.method == "POST" and not lost:
            lost.append(route.fetch(max_redirects=0))  # the server has done it
            route.fulfill(status=204, body="")  # and the browser stays where it is
        else:
            route.continue_()

    reader.page.route(f"**{CREATE}", lose)
    button = reader.page.locator("form[data-unsaved] button.btn-primary[type=submit]")
    with reader.page.expect_response(f"**{CREATE}"):
        button.click()
    save(reader)

    assert lost[0].status == 302
    assert Event.objects.count() == 1
    assert reader.page.url.endswith(reverse("events:event_detail", args=[Event.objects.get().pk]))


@pytest.mark.parametrize("script", [True, False])
def test_the_other_language_keeps_what_is_typed(open_form, language, script):
    reader = open_form(CREATE, script=script)
    write(reader)

    with reader.page.expect_navigation():
        reader.page.locator("button[formaction]").locator("visible=true").first.click()

    assert reader.page.locator("html").get_attribute("lang") != language
    expect(reader.page.locator("[name=title_sq]")).to_have_value(TITLE)


@pytest.mark.journey
def test_a_draft_is_kept_every_ten_seconds_and_offered(open_form, picture):
    reader = open_form("/")
    reader.page.clock.install()
    reader.page.goto(CREATE)
    write(reader)
    assert not KeptForm.objects.exists()
    with reader.page.expect_response("**/typed/draft/**") as answer:
        reader.page.clock.fast_forward("00:10")
    assert answer.value.status == 204
    assert KeptForm.objects.get().values()["title_sq"] == [TITLE]

    again = open_form(CREATE)
    picture(again.page, "draft")
    again.sees()
    expect(again.page.locator("[name=title_sq]")).to_have_value("")
    again.follow("Go on with it")
    expect(again.page.locator("[name=title_sq]")).to_have_value(TITLE)


def test_a_refused_form_keeps_its_folds_and_its_tab(open_form, width):
    reader = open_form(CREATE)
    folds = reader.page.locator("form[data-unsaved] details")
    write(reader)
    reader.page.locator("[name=date]").fill("gabim")
    folds.nth(1).locator("summary").first.click()
    tab = reader.page.locator(".bilingual .tab").nth(1)
    if width == 390:
        tab.click()

    save(reader)

    expect(folds.nth(1)).to_have_attribute("open", "")
    assert folds.nth(3).get_attribute("open") is None
    if width == 390:
        expect(tab).to_have_attribute("aria-selected", "true")


def test_both_versions_stand_side_by_side(open_form, centre, watcher, picture):
    watcher.expect(409)
    event = EventFactory(centre=centre, title_sq="Takimi")
    reader = open_form(reverse("events:event_update", args=[event.pk]))
    event.title_sq = "Takimi i ndryshuar"
    event.save()
    write(reader)

    save(reader)

    expect(reader.page.locator(".stored-versions")).to_contain_text("Takimi i ndryshuar")
    expect(reader.page.locator(".stored-versions")).to_contain_text(TITLE)
    reader.sees()
    picture(reader.page, "versions")
