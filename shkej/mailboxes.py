"""Which mailbox is read, and under which addresses it gets mail: all of it in one URL.

    imaps://[answers%40centre.example]:[password]@mail.centre.example/INBOX
    imap+starttls://…, the same where the connection is encrypted after it begins
    maildir:///var/mail/answers?address=answers@centre.example

`?address=` is the mailbox's own address where its user's name is none. Mail for
`answers+anything@…` has to arrive there too; where it does not, `?address=*@answers.centre.example`
names a domain all of whose mail arrives. `?ca=` is a file with the authority that signed the
server's certificate, where that is none the system knows.
"""

from dataclasses import dataclass, field
from urllib.parse import parse_qsl, unquote, urlsplit

PORTS = {"imaps": 993, "imap+starttls": 143}
LONGEST_NAME = 30  # of 64 before the @, of which a token takes the rest
BAD = "REPLIES_URL is no address of a mailbox (see .env.example): %s."


@dataclass(frozen=True)
class MailboxAddress:
    """Where a mailbox is; `folder`: of the server, or of the machine for a maildir."""

    kind: str
    folder: str
    address: str
    host: str = ""
    port: int = 0
    user: str = ""
    password: str = field(default="", repr=False)
    authority: str = ""

    def for_token(self, token):
        """The address at which what is sent about `token` arrives."""
        name, _at, domain = self.address.partition("@")
        return f"{token}@{domain}" if name == "*" else f"{name}+{token}@{domain}"

    def token_in(self, address):
        """The token in an address made by `for_token`, in whatever case it came back; else ""."""
        name, _at, domain = address.strip().lower().rpartition("@")
        own, _at, own_domain = self.address.lower().partition("@")
        if domain != own_domain:
            return ""
        if own == "*":
            return name
        return name.removeprefix(f"{own}+") if name.startswith(f"{own}+") else ""

    def is_own(self, address):
        """Whether `address` is the mailbox itself, with or without a token."""
        return address.strip().lower() == self.address.lower() or bool(self.token_in(address))


def read_mailbox(url):
    """A URL as a `MailboxAddress`; None for "". ValueError, without the password, for another."""
    if not url:
        return None
    parts = urlsplit(url)
    options = dict(parse_qsl(parts.query))
    user, password = (unquote(text or "") for text in (parts.username, parts.password))
    address = options.get("address", user)
    name, at, domain = address.rpartition("@")
    if not (at and domain and name and len(name) <= LONGEST_NAME and address.isascii()):
        raise ValueError(BAD % "the mailbox’s own address is missing; give it as ?address=")
    if parts.scheme == "maildir":
        if parts.netloc or not parts.path.startswith("/"):
            raise ValueError(BAD % "a maildir needs a path, as in maildir:///var/mail/answers")
        return MailboxAddress("maildir", unquote(parts.path), address)
    if parts.scheme not in PORTS:
        raise ValueError(BAD % "it begins with imaps://, imap+starttls:// or maildir://")
    if not (parts.hostname and user and password):
        raise ValueError(BAD % "server, user or password is missing")
    folder = unquote(parts.path).strip("/") or "INBOX"
    if not (folder.isascii() and folder.isprintable()):
        raise ValueError(BAD % "give the folder in ASCII")
    return MailboxAddress(
        parts.scheme,
        folder,
        address,
        host=parts.hostname,
        port=parts.port or PORTS[parts.scheme],
        user=user,
        password=password,
        authority=options.get("ca", ""),
    )
