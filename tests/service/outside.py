"""What a production campus finds outside itself, for the tests: a PostgreSQL on the network, a mail server over TLS."""

from __future__ import annotations

import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from ipaddress import ip_address
from pathlib import Path

import psycopg
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from parchemin.campus.embedded import Server, binary
from tests.service.campuses import free_port


class Listening(Server):
    """A PostgreSQL that listens on a port of this machine, and asks for a password there."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.port = free_port()

    def _prepare(self) -> None:
        super()._prepare()
        (self.folder / "postgresql.auto.conf").write_text(
            f"listen_addresses = '127.0.0.1'\nport = {self.port}\npassword_encryption = 'scram-sha-256'\n"
        )
        (self.folder / "pg_hba.conf").write_text("local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n")

    def _command(self) -> list[str]:
        return [str(binary("postgres")), "-D", str(self.folder), "-k", self.socket, *self._logging()]

    def _probe(self) -> int:
        command = [str(binary("pg_isready")), "--quiet", "--host", self.socket, "--port", str(self.port)]
        return subprocess.run(command, check=False, capture_output=True).returncode

    def admin(self, *orders: str, name: str = "postgres") -> None:
        """Do something as who owns the server."""
        place = {"host": self.socket, "port": self.port, "user": "postgres", "dbname": name}
        with psycopg.connect(**place, autocommit=True) as connection:  # type: ignore[arg-type]
            for order in orders:
                connection.execute(order.encode())

    def address(self, name: str, user: str, password: str) -> str:
        return f"postgresql://{user}:{password}@localhost:{self.port}/{name}"


@contextmanager
def database(folder: Path) -> Iterator[Listening]:
    server = Listening(folder)
    try:
        server.start()
        yield server
    finally:
        server.stop()


@dataclass
class Post:
    """A mail server that takes mail over TLS from who gives the password, and keeps it."""

    port: int
    authority: Path  # who vouches for its certificate
    user: str
    password: str
    received: list[EmailMessage] = field(default_factory=list)

    def to(self, address: str) -> list[EmailMessage]:
        return [message for message in self.received if message["To"] == address]

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if not session.authenticated:
            return "530 Authentication required"
        assert isinstance(envelope.content, bytes)
        self.received.append(message_from_bytes(envelope.content, policy=policy.default))
        return "250 OK"

    def authenticate(self, server: SMTP, session: Session, envelope: Envelope, how: str, data: object) -> AuthResult:
        known = (self.user.encode(), self.password.encode())
        return AuthResult(success=isinstance(data, LoginPassword) and (data.login, data.password) == known)


@contextmanager
def mail_server(folder: Path, user: str, password: str) -> Iterator[Post]:
    certificate, key = _certificate(folder)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    post = Post(free_port(), certificate, user, password)
    server = Controller(
        post,
        hostname="127.0.0.1",
        port=post.port,
        ssl_context=tls,
        authenticator=post.authenticate,
        auth_require_tls=False,  # the whole conversation is under TLS already
    )
    server.start()
    try:
        yield post
    finally:
        server.stop()


def _certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for this machine that vouches for itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")]), datetime.now(tz=UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    certificate, private = folder / "mail.pem", folder / "mail-key.pem"
    certificate.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    private.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
    return certificate, private
