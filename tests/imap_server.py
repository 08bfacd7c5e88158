"""A real IMAP server on loopback: Debian's Dovecot, with one mailbox and its own certificate."""

import getpass
import imaplib
import os
import shutil
import socket
import ssl
import subprocess
import tempfile
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.tools import find_dovecot

USER, PASSWORD = "answers@centre.example", "mailbox-secret"
PROGRAM = find_dovecot()
CONFIG = """\
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
ssl = required
ssl_cert = <{folder}/certificate.pem
ssl_key = <{folder}/key.pem
default_internal_user = {internal}
default_login_user = {login}
default_internal_group = {group}
first_valid_uid = 1
mail_location = maildir:{folder}/mail
mail_uid = {uid}
mail_gid = {gid}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {plain}
  }}
  inet_listener imaps {{
    port = {tls}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}
}}
"""


class ImapServer:
    """`with ImapServer() as server`: answers at `port` (TLS) and `plain_port` (STARTTLS)."""

    def __enter__(self):
        self.folder = Path(tempfile.mkdtemp(prefix="imap-", dir="/tmp"))  # noqa: S108 - short
        self.port, self.plain_port = _free_ports()
        self.certificate = self.folder / "certificate.pem"
        _write_certificate(self.folder)
        is_root = os.getuid() == 0
        me = getpass.getuser()
        owner = (65534, 65534) if is_root else (os.getuid(), os.getgid())
        for name in ("mail", "mail/new", "mail/cur", "mail/tmp"):
            (self.folder / name).mkdir()
            os.chown(self.folder / name, *owner)
        self.folder.chmod(0o755)
        config = self.folder / "dovecot.conf"
        config.write_text(
            CONFIG.format(
                folder=self.folder,
                internal="dovecot" if is_root else me,
                login="dovenull" if is_root else me,
                group="dovecot" if is_root else _group(),
                uid=owner[0],
                gid=owner[1],
                plain=self.plain_port,
                tls=self.port,
                password=PASSWORD,
            )
        )
        self.process = subprocess.Popen([PROGRAM, "-F", "-c", str(config)])
        try:
            self._wait_until_it_answers()
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_error):
        self.process.terminate()
        self.process.wait(timeout=30)
        shutil.rmtree(self.folder)

    def _wait_until_it_answers(self):
        for _attempt in range(600):
            try:
                self.connect().logout()
            except (OSError, imaplib.IMAP4.error):
                with suppress(subprocess.TimeoutExpired):
                    self.process.wait(timeout=0.1)
                    break
            else:
                return
        log = self.folder / "log"
        raise RuntimeError(log.read_text() if log.exists() else "Dovecot did not start.")

    def url(self, scheme="imaps", password=PASSWORD):
        """The mailbox as REPLIES_URL names it."""
        port = self.port if scheme == "imaps" else self.plain_port
        user = USER.replace("@", "%40")
        return f"{scheme}://{user}:{password}@127.0.0.1:{port}/INBOX?ca={self.certificate}"

    def connect(self):
        """Somebody else who looks into the mailbox."""
        context = ssl.create_default_context(cafile=str(self.certificate))
        client = imaplib.IMAP4_SSL("127.0.0.1", self.port, ssl_context=context, timeout=30)
        client.login(USER, PASSWORD)
        return client

    def deliver(self, raw):
        """Put a mail into the mailbox, as a mail server does: unread."""
        client = self.connect()
        status, _data = client.append("INBOX", None, None, raw)
        client.logout()
        assert status == "OK"

    def unread(self):
        """How many mails nobody has read."""
        client = self.connect()
        client.select("INBOX", readonly=True)
        _status, [keys] = client.search(None, "UNSEEN")
        client.logout()
        return len(keys.split())


def _free_ports():
    sockets = [socket.create_server(("127.0.0.1", 0)) for _number in range(2)]
    ports = [each.getsockname()[1] for each in sockets]
    for each in sockets:
        each.close()
    return ports


def _group():
    import grp

    return grp.getgrgid(os.getgid()).gr_name


def _write_certificate(folder):
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=3650))
        .not_valid_after(now + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    (folder / "certificate.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    path = folder / "key.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
    path.chmod(0o600)
