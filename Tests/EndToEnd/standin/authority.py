"""The certificate authority of one run, made by trustme, and what it signs."""

from __future__ import annotations

import datetime
import ssl
import threading
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.name import _ASN1Type

LOOPBACK_NAMES = ("127.0.0.1", "localhost")
DAY = datetime.timedelta(days=1)


class Authority:
    """Signs server certificates, for any name, with a key that exists only in this process.

    Two authorities of the same name differ in their keys.
    """

    def __init__(self, directory: Path, name: str = "Certificate authority of a test run") -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._directory = directory
        self._lock = threading.Lock()
        self._contexts: dict[tuple[str, ...], ssl.SSLContext] = {}
        self._authority = trustme.CA(organization_name="docker-credential-bitrise", organization_unit_name=name)
        self.file = directory / "ca.pem"
        self._authority.cert_pem.write_to_path(self.file)

    def context(self, *names: str) -> ssl.SSLContext:
        """A server's TLS settings, with a certificate for the given names or addresses."""
        with self._lock:
            if names not in self._contexts:
                self._contexts[names] = _context(self._issue(names))
            return self._contexts[names]

    def context_good_from(self, start: datetime.timedelta, end: datetime.timedelta) -> ssl.SSLContext:
        """As `context` for the loopback names, with a certificate that is good from then until then."""
        return _context(self._issue(LOOPBACK_NAMES, start, end))

    def self_signed_context(self) -> ssl.SSLContext:
        """As `context`, with a certificate that only its own key stands for."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        stranger = trustme.CA(organization_unit_name="Signed by itself")
        with stranger.cert_pem.tempfile() as certificate, stranger.private_key_pem.tempfile() as key:
            context.load_cert_chain(certificate, key)
        return context

    def context_for_any_name(self) -> ssl.SSLContext:
        """As `context`, but the certificate is made for whatever name the client asks for."""
        context = _context(self._issue(LOOPBACK_NAMES))

        def choose(connection: ssl.SSLObject, name: str | None, _: ssl.SSLContext) -> None:
            if name:
                connection.context = self.context(name)

        context.sni_callback = choose
        return context

    def files(self, *names: str) -> tuple[Path, Path]:
        """Certificate and key files, for servers that are programs of their own."""
        issued = self._issue(names)
        stem = f"{names[0].replace('*', 'any')}.{id(issued):x}"
        certificate, key = self._directory / f"{stem}.pem", self._directory / f"{stem}.key"
        issued.cert_chain_pems[0].write_to_path(certificate)
        issued.private_key_pem.write_to_path(key)
        return certificate, key

    def namesake_in_printable_string(self) -> bytes:
        """The root's certificate once more, in PEM, with the same key and its name encoded as PrintableString."""
        root = x509.load_pem_x509_certificate(self._authority.cert_pem.bytes())
        key = serialization.load_pem_private_key(self._authority.private_key_pem.bytes(), None)
        assert isinstance(key, ec.EllipticCurvePrivateKey)
        name = x509.Name([
            x509.NameAttribute(attribute.oid, str(attribute.value), _ASN1Type.PrintableString)
            for attribute in root.subject])
        builder = x509.CertificateBuilder(
            name, name, root.public_key(), root.serial_number, root.not_valid_before_utc, root.not_valid_after_utc,
            list(root.extensions))
        return builder.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    def _issue(
        self, names: tuple[str, ...], start: datetime.timedelta = -DAY, end: datetime.timedelta = 2 * DAY
    ) -> trustme.LeafCert:
        now = datetime.datetime.now(datetime.UTC)
        return self._authority.issue_cert(*names, not_before=now + start, not_after=now + end)


def _context(issued: trustme.LeafCert) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    issued.configure_cert(context)
    return context
