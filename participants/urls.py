"""Routes of `participants`; who may use each stands in accounts/access.toml."""

app_name = "participants"
urlpatterns = []
