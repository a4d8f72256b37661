"""Debian's docker-registry with TLS and a password, as ECR's registries have them."""

from __future__ import annotations

import base64
import http
import json
import os
import secrets
import ssl
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import bcrypt

from standin import endpoints
from standin.authority import Authority

from . import image
from .programs import ServerProgram

_CONFIGURATION = """\
version: 0.1
log: {{level: info, formatter: text}}
storage:
  filesystem: {{rootdirectory: {data}}}
  delete: {{enabled: true}}
http:
  addr: 127.0.0.1:0
  tls: {{certificate: {certificate}, key: {key}}}
auth:
  htpasswd: {{realm: ecr, path: {passwords}}}
"""
# bcrypt reads no more of a password than this.
_BCRYPT_LENGTH = 72


class Registry:
    """The registry, running, with the password that it accepts for the user AWS."""

    def __init__(self, directory: Path, authority: Authority, names: tuple[str, ...]) -> None:
        self._directory = directory
        self._authority = authority
        self._passwords = directory / "htpasswd"
        self.password = ""
        self.accept(secrets.token_hex(16))
        certificate, key = authority.files(*names, "127.0.0.1")
        configuration = directory / "config.yml"
        configuration.write_text(_CONFIGURATION.format(
            data=directory / "data", certificate=certificate, key=key, passwords=self._passwords))
        command = ["docker-registry", "serve", str(configuration)]
        self._server = ServerProgram(command, r"listening on 127\.0\.0\.1:(\d+)")
        self.port = int(self._server.announced[1])

    def close(self) -> None:
        """Stops it."""
        self._server.close()

    def accept(self, password: str) -> None:
        """From now on this is the password."""
        hashed = bcrypt.hashpw(password.encode()[:_BCRYPT_LENGTH], bcrypt.gensalt(4)).decode()
        fresh = self._passwords.with_suffix(".new")
        fresh.write_text(f"AWS:{hashed}\n")
        fresh.rename(self._passwords)
        self.password = password

    def tags(self, repository: str) -> list[str]:
        """The tags of one repository, none where there is no such repository."""
        encoded = base64.b64encode(f"AWS:{self.password}".encode()).decode()
        request = urllib.request.Request(
            f"https://127.0.0.1:{self.port}/v2/{repository}/tags/list", headers={"Authorization": f"Basic {encoded}"})
        trust = ssl.create_default_context(cafile=str(self._authority.file))
        opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}), urllib.request.HTTPSHandler(context=trust))
        try:
            with opener.open(request, timeout=10) as answer:
                return list(json.load(answer)["tags"])
        except urllib.error.HTTPError as error:
            if error.code != http.HTTPStatus.NOT_FOUND:
                raise
            return []

    def files(self) -> list[Path]:
        """Everything that it keeps, but for what a push that was cancelled leaves empty."""
        return [path for path in (self._directory / "data").rglob("*") if path.is_file()]

    def port_for(self, host: str) -> int | None:
        """Its port, for every host name of an ECR registry."""
        return self.port if endpoints.is_registry(host) else None

    def push_image(self, name: str = "app:1") -> None:
        """Puts the small image into it."""
        layout = self._directory / "image"
        self.image_digest = image.write(layout)
        credentials = base64.b64encode(f"AWS:{self.password}".encode()).decode()
        auth_file = self._directory / "auth.json"
        auth_file.write_text(json.dumps({"auths": {f"127.0.0.1:{self.port}": {"auth": credentials}}}))
        environment = {
            "PATH": os.environ["PATH"], "HOME": str(self._directory), "REGISTRY_AUTH_FILE": str(auth_file),
            "SSL_CERT_FILE": str(self._authority.file),
        }
        subprocess.run(
            ["skopeo", "--insecure-policy", "copy", "-q", f"dir:{layout}", f"docker://127.0.0.1:{self.port}/{name}"],
            env=environment, check=True, timeout=60)
