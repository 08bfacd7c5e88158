"""Routes of `events`, subject by subject; accounts/access.toml says who may use each."""

from events.calendar import urls as calendar
from events.event import urls as event
from events.importing import urls as importing
from events.inviting import urls as inviting
from events.paper import urls as paper
from events.partner import urls as partner
from events.register import urls as register
from events.series import urls as series

app_name = "events"
urlpatterns = [
    *event.urlpatterns,
    *register.urlpatterns,
    *series.urlpatterns,
    *calendar.urlpatterns,
    *inviting.urlpatterns,
    *partner.urlpatterns,
    *paper.urlpatterns,
    *importing.urlpatterns,
]
