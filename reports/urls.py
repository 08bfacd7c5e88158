"""Routes of `reports`; who may use each stands in accounts/access.toml."""

app_name = "reports"
urlpatterns = []
