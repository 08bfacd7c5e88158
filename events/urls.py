"""Routes of `events`; who may use each stands in accounts/access.toml."""

app_name = "events"
urlpatterns = []
