"""What nginx agrees on, as deploy/ sets it: TLS 1.2 or later, with ciphers that keep secrets.

Caddy's own least is TLS 1.2: the file may only ask for more.
"""

import http.client
import re
import shutil
import socket
import ssl
import subprocess
import warnings
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from django.conf import settings

DEPLOY = settings.BASE_DIR / "deploy"
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/local/sbin:/usr/bin")
ANY = "ALL:@SECLEVEL=0"
# Whoever steals the server's key later reads what was written by these, or alters it unseen.
WEAK = "AES128-SHA:AES256-SHA:AES128-GCM-SHA256:ECDHE-RSA-AES128-SHA:@SECLEVEL=0"
V = ssl.TLSVersion
pytestmark = pytest.mark.one_database
needs_nginx = pytest.mark.skipif(not NGINX, reason="no nginx here")


def a_free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def certify(folder):
    """A certificate for this machine alone, and its key."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "shkej.example")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    (folder / "shkej.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    private = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    (folder / "shkej.key").write_bytes(private)


@pytest.fixture
def serve(tmp_path):
    """Start nginx with a site's settings, on ports of its own; (plain, TLS)."""
    certify(tmp_path)
    started = []

    def start(site):
        plain, tls = a_free_port(), a_free_port()
        for pattern, instead in (
            (r" *listen \[::\]:.*\n", ""),
            (r"listen 80;", f"listen 127.0.0.1:{plain};"),
            (r"listen 443 ssl;", f"listen 127.0.0.1:{tls} ssl;"),
            (r"/etc/ssl/(?:private/)?", f"{tmp_path}/"),
            (r"/var/log/nginx/", f"{tmp_path}/"),
        ):
            site, number = re.subn(pattern, instead, site)
            assert number, pattern
        kept = "".join(
            f"{name}_temp_path {tmp_path}/{name};"
            for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        file = tmp_path / "nginx.conf"
        file.write_text(
            f"pid {tmp_path}/pid; error_log {tmp_path}/errors;\n"
            f"events {{}}\nhttp {{ {kept}\n{site}\n}}\n"
        )
        # It comes back once it listens.
        subprocess.run([NGINX, "-e", tmp_path / "errors", "-c", file], check=True)
        started.append(file)
        return plain, tls

    yield start
    for file in started:
        stop = [NGINX, "-e", tmp_path / "errors", "-c", file, "-s", "stop"]
        subprocess.run(stop, check=True)


def agreed(port, version, ciphers=ANY):
    """The version that is agreed on, or None: the visitor would take anything."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.set_ciphers(ciphers)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # that they are old is the point
        context.minimum_version = context.maximum_version = version
    try:
        with (
            socket.create_connection(("127.0.0.1", port), timeout=10) as plain,
            context.wrap_socket(plain) as secured,
        ):
            return secured.version()
    except (ssl.SSLError, ConnectionError):
        return None


def site():
    return (DEPLOY / "nginx.conf").read_text(encoding="utf-8")


@needs_nginx
def test_r44_nginx_agrees_on_nothing_older_than_tls_1_2(serve):
    _plain, tls = serve(site())

    assert agreed(tls, V.TLSv1) is None
    assert agreed(tls, V.TLSv1_1) is None
    assert agreed(tls, V.TLSv1_2) == "TLSv1.2"
    assert agreed(tls, V.TLSv1_3) == "TLSv1.3"
    assert agreed(tls, V.TLSv1_2, WEAK) is None


@needs_nginx
def test_r44_an_old_version_and_a_weak_cipher_would_be_seen(serve):
    weak = site().replace("TLSv1.2 TLSv1.3;", "TLSv1 TLSv1.1 TLSv1.2;")
    weak = re.sub(r"ssl_ciphers .*;", "ssl_ciphers ALL:@SECLEVEL=0;", weak)
    _plain, tls = serve(weak)

    assert agreed(tls, V.TLSv1) == "TLSv1"
    assert agreed(tls, V.TLSv1_1) == "TLSv1.1"
    assert agreed(tls, V.TLSv1_2, WEAK) == "TLSv1.2"


@needs_nginx
def test_r44_nginx_leads_from_plain_http_to_tls_and_shows_nothing(serve):
    plain, _tls = serve(site())
    asked = http.client.HTTPConnection("127.0.0.1", plain, timeout=10)
    asked.request("GET", "/account/login/", headers={"Host": "shkej.example"})
    answer = asked.getresponse()

    assert answer.status == 301
    assert answer.headers["Location"] == "https://shkej.example/account/login/"
    assert b"<form" not in answer.read()
    asked.close()


def test_r44_no_proxy_is_set_to_an_old_version():
    assert re.findall(r"ssl_protocols (.*);", site()) == ["TLSv1.2 TLSv1.3"]
    caddy = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    named = re.findall(r"^\s*(?:protocols|ciphers|curves)\s.*$", caddy, re.MULTILINE)
    assert named == []  # its own least is TLS 1.2, with ciphers that keep secrets
    assert "http://" not in caddy
    assert "auto_https off" not in caddy
