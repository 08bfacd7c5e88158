"""Routes of `partners`; who may use each stands in accounts/access.toml."""

app_name = "partners"
urlpatterns = []
