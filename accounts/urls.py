"""Routes of `accounts`; who may use each stands in accounts/access.toml."""

app_name = "accounts"
urlpatterns = []
