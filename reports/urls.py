"""Routes of `reports`, subject by subject; accounts/access.toml says who may use each."""

from reports.attendance import urls as attendance
from reports.categories import urls as categories
from reports.observers import urls as observers
from reports.partners import urls as partners
from reports.people import urls as people
from reports.prp import urls as prp
from reports.reviewing import urls as reviewing
from reports.stories import urls as stories
from reports.unicef import urls as unicef

app_name = "reports"
urlpatterns = [
    *attendance.urlpatterns,
    *people.urlpatterns,
    *categories.urlpatterns,
    *stories.urlpatterns,
    *reviewing.urlpatterns,
    *partners.urlpatterns,
    *observers.urlpatterns,
    *unicef.urlpatterns,
    *prp.urlpatterns,
]
