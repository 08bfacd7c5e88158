"""The main job from the sign-in page to the report: log a meeting, take attendance, report it."""

import io
from datetime import date

import openpyxl
import pytest
from playwright.sync_api import expect

from accounts.demonstration import DOMAIN
from accounts.models import User
from events.models import Event, Headcount, Registration
from participants.models import Participant
from tests.browser.conftest import EACH_WIDTH
from tests.browser.reader import Toucher
from tests.browser.waiting import until_settled
from tests.browser.words import Words, assert_only_albanian
from tests.events.factories import RegistrationFactory

pytestmark = pytest.mark.journey

TITLE = {"sq": "Takim me prindërit në fund të vitit", "en": "Meeting with parents at year’s end"}
AIM = {"sq": "Prindërit njohin shërbimet e qendrës.", "en": "Parents know the centre’s services."}
DAY = date(2021, 12, 15)
QUARTER = (date(2021, 10, 1), date(2021, 12, 31))
EXPECTED = 5  # people registered beforehand
TOTALS = {
    "sq": "{total} pjesëmarrës: {named} me emër, {counted} pa emër",
    "en": "{total} participants: {named} named, {counted} counted",
}
NAMES = {"sq": "Shqip", "en": "English"}


def typed(day, language):
    """A day as people type it."""
    return day.strftime({"sq": "%d.%m.%Y", "en": "%d/%m/%Y"}[language])


class Worker(Toucher):
    """One of the centre, with or without JavaScript; each step leaves the next one's page."""

    def __init__(self, page, language, has_script=True):
        super().__init__(page, language)
        self.has_script = has_script

    def sees(self, heading=None):
        """As ever; axe itself is a script, so without one only the words are looked at."""
        if self.has_script:
            return super().sees(heading)
        expect(self.page.locator("h1")).to_contain_text(self.words(heading) if heading else "")
        return assert_only_albanian(self.page)

    def is_done(self):
        """What was done on the register has reached the server; without a script, with its page."""
        if self.has_script:
            until_settled(self.page)

    def choose_language(self):
        """Choose the language with one press, and find it again after signing out and in."""
        expect(self.page.locator("html")).to_have_attribute("lang", "sq")
        self.change_language("en")
        if self.language == "sq":
            self.change_language("sq")

    def change_language(self, language):
        with self.page.expect_navigation():
            self.hit(self.page.get_by_role("button", name=NAMES[language], exact=True))
        expect(self.page.locator("html")).to_have_attribute("lang", language)

    def comes_back(self, email):
        """Sign out and in again on a device that remembers nothing: the account does."""
        self.sign_out()
        self.page.context.clear_cookies()
        Toucher(self.page, "sq").sign_in(email)
        self.sees("Today")

    def logs_the_meeting(self):
        """A title and a date suffice."""
        self.follow("Log a meeting")
        self.fill_text("title", self.language, TITLE[self.language])
        self.page.locator("input[name=date]").fill(typed(DAY, self.language))
        self.send("Save event")
        expect(self.page.locator("h1")).to_contain_text(TITLE[self.language])
        self.sees()
        return Event.objects.get(**{f"title_{self.language}": TITLE[self.language]})

    def adds_the_rest(self):
        """What is one fold away: project, organisation, the texts in both languages."""
        self.follow("Edit")
        for language in NAMES:
            self.fill_text("title", language, TITLE[language])
        self.unfold("Projects and topics")
        self.page.get_by_label("AKSES-2021").check()
        self.unfold("Aim, results and next steps")
        for language in NAMES:
            self.fill_text("aim", language, AIM[language])
        self.unfold("Organisations and their part")
        self.page.locator("select[name=parts-0-organisation]").select_option(label="SHKEJ")
        self.page.locator("select[name=parts-0-part]").select_option("host")
        self.sees("Edit the event")
        self.send("Save event")
        expect(self.page.get_by_role("main")).to_contain_text("AKSES-2021")
        expect(self.page.get_by_role("main")).to_contain_text(AIM[self.language])
        self.sees(TITLE[self.language])

    def fill_text(self, name, language, text):
        """Fill in one side of a pair; on a phone the other one is a tab away."""
        side = self.page.locator(f"[name={name}_{language}]")
        group = self.page.locator("fieldset.bilingual", has=side)
        tab = group.get_by_role("tab", name=NAMES[language])
        if tab.is_visible():
            self.hit(tab)
        side.fill(text)

    def looks_for(self, name):
        """Type into the one search box of the register, which is empty for the next."""
        expect(self.page.locator("#q")).to_have_value("")
        self.page.locator("#q").fill(name)
        if not self.has_script:
            self.hit(self.page.locator("#finder").get_by_role("button"))

    def registers_people(self):
        """`cela` finds Çela; somebody new is added on the spot."""
        self.looks_for("cela")
        found = self.page.locator(".finder-result", has_text="Dritan Çela")
        expect(found).to_be_visible()
        self.sees()
        self.hit(found.get_by_role("button"))
        expect(self.row("Dritan Çela")).to_be_visible()

        self.looks_for("Rozafa Kodra")
        form = self.page.locator(".new-person form")
        expect(form.locator("[name=last_name]")).to_have_value("Kodra")
        form.locator("[name=sex][value=female]").check()
        form.locator("[name=age]").fill("31")
        form.locator("[name=category]").select_option("parent")
        form.locator("[name=organisation]").fill("bashkia tirane")
        self.sees()
        self.press("Add and mark as present")
        expect(self.row("Rozafa Kodra")).to_be_visible()

    def row(self, name):
        """Somebody's row of the register."""
        return self.page.locator(".register-row", has_text=name)

    def counts_the_unnamed(self):
        """Four people at once, then one more."""
        self.unfold("Count people without names")
        form = self.page.locator("#headcounts details form[data-acts]")
        form.locator("[name=category]").select_option("parent")
        form.locator("[name=sex]").select_option("female")
        for name, number in [("age_from", 25), ("age_to", 59), ("count", 4)]:
            form.locator(f"[name={name}]").fill(str(number))
        self.press("Count them")
        self.sees_totals(2, 4)
        self.hit(self.page.locator("#headcount-grid button[value='female|25|59|1']"))
        self.sees_totals(2, 5)

    def sees_totals(self, named, counted):
        """How many came, said whole."""
        words = TOTALS[self.language].format(total=named + counted, named=named, counted=counted)
        expect(self.page.locator("#register-totals")).to_have_text(words)

    def marks(self, registration):
        """One tap a person, saved at once, and without loading the page where there is a script."""
        if self.has_script:
            self.page.evaluate("window.isSamePage = true")
        row = self.page.locator(f"#registration-{registration.pk}")
        self.hit(row.locator(".tap"))
        expect(row).to_have_class("register-row is-present")
        if self.has_script:
            assert self.page.evaluate("window.isSamePage")

    def closes_the_register(self):
        """Close it; it says so."""
        self.unfold("Close the register")
        self.send("Close the register")
        expect(self.page.locator("#register-status")).to_contain_text(self.words("Register closed"))
        self.sees()

    def asks_for_the_report(self):
        """Project, centre and the last quarter of 2021."""
        self.follow("Reports")
        self.page.locator("select[name=project]").select_option("AKSES-2021")
        self.page.locator("select[name=centre]").select_option("engjejt-e-vegjel")
        self.page.locator("[type=radio][name=period][value=custom]").check()
        for name, day in zip(("start", "end"), QUARTER, strict=True):
            self.page.locator(f"[name={name}]:visible").fill(typed(day, self.language))
        self.send("Show the report")
        self.sees("Attendance report")

    def figure(self, name):
        """One of the figures at the top, as a link."""
        unit = self.page.locator(".figure-unit").get_by_text(self.words(name), exact=True)
        return self.page.locator(".figure-card", has=unit).locator("a.figure-value")

    def reads(self, name):
        """That figure as a number."""
        shown = self.figure(name).evaluate("(link) => link.firstChild.data")
        return int("".join(filter(str.isdigit, shown)))

    def opens_figure(self, name, number):
        """From a figure down to the rows behind it, which are as many."""
        self.hit(self.figure(name))
        expect(self.page.locator("h1")).to_contain_text(f"{number} {self.words(name)}")
        self.sees()

    def downloads_the_pair(self):
        """The report in both languages as one workbook."""
        link = self.page.locator("a[download][href*='format=xlsx'][href*='language=both']")
        with self.page.expect_download() as download:
            self.hit(link)
        assert download.value.suggested_filename.endswith(".xlsx")
        return openpyxl.load_workbook(io.BytesIO(download.value.path().read_bytes()))


def counted_by_hand():
    """The figures of the quarter, from the rows and without the counting engine."""
    events = Event.objects.filter(
        projects__code="AKSES-2021", status="held", starts_at__date__range=QUARTER
    )
    attended = Registration.objects.filter(event__in=events, attendance__in=["present", "late"])
    attended = attended.exclude(category__code="staff")
    counted = sum(Headcount.objects.filter(event__in=events).values_list("count", flat=True))
    people = set(attended.values_list("participant", flat=True))
    return {
        "events held": events.count(),
        "attendances": attended.count() + counted,
        "people reached": len(people),
        "newly reached": len(people),  # the project began in the summer before
        "reached since the beginning": len(people),
    }


def numbers_of(sheet):
    """All numbers of a sheet, row by row."""
    rows = ([cell for cell in row if isinstance(cell, int | float)] for row in sheet.values)
    return [row for row in rows if row]


def travel(worker):
    """The whole journey, steps 1 to 5."""
    page, staff = worker.page, f"staff@{DOMAIN}"
    Toucher(page, "sq").sign_in(staff)
    worker.choose_language()
    worker.comes_back(staff)

    event = worker.logs_the_meeting()
    assert (event.status, event.local_date, event.is_all_day) == ("held", DAY, True)
    worker.adds_the_rest()
    event.refresh_from_db()
    assert (event.title_sq, event.title_en) == (TITLE["sq"], TITLE["en"])
    assert (event.aim_sq, event.aim_en) == (AIM["sq"], AIM["en"])
    assert [part.organisation.name_sq for part in event.parts.all()] == ["SHKEJ"]

    worker.follow("Open the register")
    worker.registers_people()
    worker.counts_the_unnamed()
    worker.is_done()
    known = Participant.objects.get(search_name__contains="dritan cela")
    new = Participant.objects.get(first_name="Rozafa", last_name="Kodra")
    assert new.organisation.name_sq == "Bashkia Tiranë"
    assert set(event.registrations.values_list("participant", "attendance")) == {
        (known.pk, "present"),
        (new.pk, "present"),
    }

    parents = Participant.objects.filter(category__code="parent").exclude(pk__in=[known.pk, new.pk])
    expected = [
        RegistrationFactory(event=event, participant=parent, category=parent.category)
        for parent in parents[:EXPECTED]
    ]
    page.reload()
    for registration in expected:
        worker.marks(registration)
    worker.sees_totals(7, 5)
    worker.is_done()
    assert event.registrations.filter(attendance="present", marked_by__email=staff).count() == 7
    worker.closes_the_register()
    event.refresh_from_db()
    assert event.register_closed_by.email == staff

    worker.sign_out()
    User.objects.filter(email=f"coordinator@{DOMAIN}").update(language=worker.language)
    Toucher(page, "sq").sign_in(f"coordinator@{DOMAIN}")  # no choice is kept on this device
    worker.asks_for_the_report()
    truth = counted_by_hand()
    assert {name: worker.reads(name) for name in truth} == truth
    report = page.url
    worker.opens_figure("people reached", truth["people reached"])
    expect(page.get_by_role("main")).to_contain_text("Rozafa Kodra")
    page.goto(report)
    worker.opens_figure("attendances", truth["attendances"])
    meeting = page.locator("tr", has_text=TITLE[worker.language])
    expect(meeting.locator("td.number")).to_have_text("12")
    page.goto(report)

    book = worker.downloads_the_pair()
    albanian = [sheet for sheet in book if sheet.title.endswith("(sq)")]
    english = [sheet for sheet in book if sheet.title.endswith("(en)")]
    assert len(albanian) == len(english) == len(book.worksheets) / 2 > 1
    for one, other in zip(albanian, english, strict=True):
        assert numbers_of(one) == numbers_of(other), one.title
    summary = {row[0]: row[1] for row in albanian[0].values if len(row) > 1}
    words = Words("sq")
    for name, number in truth.items():
        label = words(name)
        assert summary[label[:1].upper() + label[1:]] == number


@EACH_WIDTH
@pytest.mark.usefixtures("demonstration")
def test_a_meeting_is_logged_attended_and_reported(open_page, language, width):
    travel(Worker(open_page(width), language))


@pytest.mark.more
@pytest.mark.usefixtures("demonstration")
def test_the_same_works_without_javascript(open_page):
    travel(Worker(open_page(390, java_script_enabled=False), "sq", has_script=False))
