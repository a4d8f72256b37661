"""A certificate authority made for one run, and server certificates for any name."""

from __future__ import annotations

import datetime
import ipaddress
import ssl
import threading
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_PRINTABLE_STRING = _ASN1Type.PrintableString
LOOPBACK_NAMES = ("127.0.0.1", "localhost")
DAY = datetime.timedelta(days=1)
# From when to when a certificate is good, counted from now.
Validity = tuple[datetime.timedelta, datetime.timedelta]
_GOOD: Validity = (-DAY, 2 * DAY)


class Authority:
    """Signs server certificates with a key that exists only in this process."""

    def __init__(self, directory: Path, name: str = "Certificate authority of a test run") -> None:
        directory.mkdir(parents=True, exist_ok=True)
        self._directory = directory
        self._lock = threading.Lock()
        self._contexts: dict[tuple[str, ...], ssl.SSLContext] = {}
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        self._certificate = self._make_root()
        self.file = directory / "ca.pem"
        self.file.write_bytes(self._certificate.public_bytes(serialization.Encoding.PEM))

    def context(self, *names: str) -> ssl.SSLContext:
        """A server's TLS settings, with a certificate for the given names or addresses."""
        with self._lock:
            if names not in self._contexts:
                self._contexts[names] = _context(self._issue(names))
            return self._contexts[names]

    def context_good_from(self, start: datetime.timedelta, end: datetime.timedelta) -> ssl.SSLContext:
        """As `context` for the loopback names, with a certificate that is good from then until then."""
        with self._lock:
            return _context(self._issue(LOOPBACK_NAMES, (start, end)))

    def self_signed_context(self) -> ssl.SSLContext:
        """As `context` for the loopback names, with a certificate that only its own key stands for."""
        with self._lock:
            return _context(self._issue(LOOPBACK_NAMES, self_signed=True))

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
        with self._lock:
            return self._issue(names)

    def namesake_in_printable_string(self) -> bytes:
        """The root's certificate once more, in PEM, with the same key and its name encoded as PrintableString."""
        name = x509.Name([
            x509.NameAttribute(attribute.oid, str(attribute.value), _PRINTABLE_STRING) for attribute in self._name])
        return self._make_root(name).public_bytes(serialization.Encoding.PEM)

    def _make_root(self, name: x509.Name | None = None) -> x509.Certificate:
        usage = x509.KeyUsage(
            digital_signature=True, key_cert_sign=True, crl_sign=True, content_commitment=False,
            key_encipherment=False, data_encipherment=False, key_agreement=False,
            encipher_only=False, decipher_only=False)
        return (
            self._builder(name or self._name, self._key.public_key(), _GOOD, issuer=name or self._name)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
            .add_extension(usage, critical=True)
            .sign(self._key, hashes.SHA256()))

    def _issue(
        self, names: tuple[str, ...], validity: Validity = _GOOD, self_signed: bool = False
    ) -> tuple[Path, Path]:
        key = ec.generate_private_key(ec.SECP256R1())
        signing_key = key if self_signed else self._key
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:64])])
        certificate = (
            self._builder(subject, key.public_key(), validity, issuer=subject if self_signed else self._name)
            .add_extension(x509.SubjectAlternativeName([_general_name(n) for n in names]), critical=False)
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False)
            .add_extension(
                x509.AuthorityKeyIdentifier.from_issuer_public_key(signing_key.public_key()), critical=False)
            .sign(signing_key, hashes.SHA256()))
        stem = f"{certificate.serial_number:x}"
        certificate_file = self._directory / f"{stem}.pem"
        key_file = self._directory / f"{stem}.key"
        certificate_file.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        key_file.write_bytes(
            key.private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))
        return certificate_file, key_file

    def _builder(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, validity: Validity, issuer: x509.Name
    ) -> x509.CertificateBuilder:
        now = datetime.datetime.now(datetime.UTC)
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(issuer)
            .public_key(key)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now + validity[0])
            .not_valid_after(now + validity[1])
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key), critical=False))


def _context(files: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*files)
    return context


def _general_name(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)
