"""P7: whom not to contact, nobody is shown how to; one rule for all places."""

from datetime import timedelta

import pytest
from django.urls import reverse

from accounts.models import OutgoingMail
from participants.consents.contacting import contactable
from participants.duplicates.forms import MergeForm
from participants.merging.services import merge_participants, undo_merge
from participants.models import Consent, Guardianship, Participant
from reports.people.agreed import who_agreed
from shkej.lib.dates import today
from tests.leaks.crawling import addresses, crawl, text_of
from tests.often import often
from tests.participants.factories import ParticipantFactory
from tests.partners.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
PHONE, EMAIL = "+355692345678", "drita.kanarina@x.example"
TRACES = ("692345678", "69 234 5678", "kanarina")


@pytest.fixture
def hidden(centre):
    return ParticipantFactory(
        centre=centre,
        phone=PHONE,
        email=EMAIL,
        do_not_contact=True,
        do_not_contact_reason="Babai nuk duhet ta dijë",
        safe_contact="Vetëm në shkollë",
    )


def asked(person, answer, days=1, **facts):
    day = today() - timedelta(days=days)
    facts |= {"purpose": "contact", "given_by": "self", "given_on": day}
    return Consent.objects.create(participant=person, answer=answer, **facts)


def test_p7_one_rule_says_who_may_be_contacted(centre, hidden):
    nobody_asked = ParticipantFactory()
    agreed, refused, withdrew, over, again = (ParticipantFactory() for _n in range(5))
    asked(agreed, "given")
    asked(refused, "refused")
    asked(withdrew, "given", days=5)
    asked(withdrew, "withdrawn")
    asked(over, "given", expires_on=today() - timedelta(days=1))
    asked(again, "refused", days=5)
    asked(again, "given")
    asked(hidden, "given")  # the mark is stronger

    found = {person for person in Participant.objects.all() if contactable(person)}

    assert found == {nobody_asked, agreed, again}
    assert set(Participant.objects.contactable(today())) == found


@pytest.mark.more
@pytest.mark.parametrize("role", often("staff", then=["coordinator", "volunteer", "partner"]))
def test_p7_no_page_shows_how_to_contact_them(client, world, role):
    """Every page and file that the role opens, with the number in the world's own people."""
    Participant.objects.update(phone=PHONE, email=EMAIL, do_not_contact=True)
    for user in world.users.values():
        user.grants.update(sees_sensitive=False)
    client.force_login(world.users[role])
    pages = crawl(client, world)
    assert sum(status == 200 for status, _text in pages.values()) > 10
    for address, (_status, text) in pages.items():
        assert not [trace for trace in TRACES if trace in text], address
    person = world.arguments["participant_id"]
    client.force_login(world.users["staff"])
    shown = client.post(reverse("participants:reveal_contacts", args=[person])).content.decode()
    assert not [trace for trace in TRACES if trace in shown]
    assert not OutgoingMail.objects.filter(to=EMAIL).exists()


def test_p7_the_number_would_be_found(client, world):
    """The search above can find something: without the mark the form shows it."""
    Participant.objects.update(phone=PHONE, email=EMAIL)
    client.force_login(world.users["staff"])

    assert any("kanarina" in text_of(client.get(address)) for address in addresses(world))


@pytest.mark.parametrize(("role", "sees"), [("coordinator", True), ("staff", False)])
def test_p7_the_reason_is_for_holders_of_the_grant(client, request, hidden, role, sees):
    user = request.getfixturevalue(role)
    user.grants.update(sees_sensitive=sees)
    client.force_login(user)

    for name in ("participant_detail", "participant_update"):
        page = client.get(reverse(f"participants:{name}", args=[hidden.pk])).content.decode()
        assert ("Babai nuk duhet" in page) is sees
        assert "Vetëm në shkollë" in page
    assert ("692345678" in page) is sees or "69 234 5678" in page


def test_p7_who_may_not_read_it_cannot_take_the_mark_away(client, staff, hidden):
    client.force_login(staff)
    url = reverse("participants:participant_update", args=[hidden.pk])
    form = client.get(url).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}

    client.post(url, data | {"do_not_contact": "", "phone": "", "email": ""})

    hidden.refresh_from_db()
    assert (hidden.do_not_contact, hidden.phone, hidden.email) == (True, PHONE, EMAIL)


def test_p7_staff_can_set_the_mark(client, staff, centre):
    person = ParticipantFactory(first_name="Ana", last_name="Deda", centre=centre, phone=PHONE)
    client.force_login(staff)
    url = reverse("participants:participant_update", args=[person.pk])
    form = client.get(url).context["form"]
    data = {name: form[name].value() or "" for name in form.fields}

    sent = client.post(url, data | {"do_not_contact": "on", "safe_contact": "Vetëm paradite"})

    assert sent.status_code == 302, sent.context["form"].errors
    person.refresh_from_db()
    assert (person.do_not_contact, person.safe_contact) == (True, "Vetëm paradite")


def test_p7_a_guardian_who_is_not_to_be_contacted_is_none_who_can_be_reached(centre, hidden):
    child = ParticipantFactory(centre=centre, birth_year=today().year - 10)
    Guardianship.objects.create(adult=hidden, child=child, relation="mother")
    people = Participant.objects.filter(pk=child.pk)
    assert not people.with_safeguards(today()).get().has_contact

    hidden.do_not_contact = False
    hidden.save()
    assert people.with_safeguards(today()).get().has_contact
    asked(hidden, "withdrawn")
    assert not people.with_safeguards(today()).get().has_contact


def test_p7_a_merge_keeps_the_mark_and_shows_no_number(coordinator, centre, hidden):
    kept = ParticipantFactory(centre=centre, phone="+355691111111")
    form = MergeForm(first=kept, second=hidden)
    assert "5678" not in str(form)

    merge = merge_participants(kept=kept, merged=hidden, merged_by=coordinator)
    kept.refresh_from_db()
    assert kept.do_not_contact
    assert kept.do_not_contact_reason == "Babai nuk duhet ta dijë"
    undo_merge(merge=merge, undone_by=coordinator)
    kept.refresh_from_db()
    assert not kept.do_not_contact
    assert kept.do_not_contact_reason == ""


def test_p7_no_partner_receives_data_of_whom_not_to_contact(centre, hidden):
    partner = OrganisationFactory()
    other = ParticipantFactory(centre=centre)
    for person in (hidden, other):
        Consent.objects.create(
            participant=person,
            purpose="sharing",
            answer="given",
            given_by="self",
            given_on=today(),
            shared_with=partner,
        )

    assert list(who_agreed(partner, today())) == [other]
