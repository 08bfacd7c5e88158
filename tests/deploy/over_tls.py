"""Settings of a site behind a proxy that ends TLS."""

from tests.settings import *  # noqa: F403

SECURE_SSL_REDIRECT = True
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
TRUSTED_PROXIES = 1
ALLOWED_HOSTS = ["127.0.0.1"]
