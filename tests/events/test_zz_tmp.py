from tests.events.test_headcounts import desk, event
import pytest
@pytest.mark.django_db
def test_zz(client, staff, event):
    from tests.events.factories import RegistrationFactory
    from django.urls import reverse
    for n in range(25): RegistrationFactory(event=event)
    client.force_login(staff)
    open('/tmp/page.html','w').write(client.get(reverse("events:register", args=[event.pk])).content.decode())
