"""What AWS knows: identity providers, roles, users, and every temporary key that it handed out."""

from __future__ import annotations

import dataclasses
import datetime
import fnmatch
import secrets
import string
import threading
import time
from typing import Any

from .vault import Vault

ACCOUNT = "123456789012"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/ci/ecr-pull"


@dataclasses.dataclass(frozen=True)
class Provider:
    """An OpenID Connect provider that an account trusts."""

    account: str
    issuer: str
    client_ids: tuple[str, ...] = ("sts.amazonaws.com",)


@dataclasses.dataclass(frozen=True)
class Role:
    """A role, and who may assume it."""

    arn: str
    # As in the trust policy, with `*` and `?`.
    audience: str = "sts.amazonaws.com"
    subject: str = "app:*:workflow:*"
    max_duration: int = 3600
    # ARNs of the users that may assume it with their keys.
    users: tuple[str, ...] = ()

    @property
    def partition(self) -> str:
        return self.arn.split(":")[1]

    @property
    def account(self) -> str:
        return self.arn.split(":")[4]

    @property
    def name(self) -> str:
        """The role's name without its path, as it appears in session ARNs."""
        return self.arn.rpartition("/")[2]

    def trusts(self, audience: str, subject: str) -> bool:
        """What the trust policy says to a token."""
        return fnmatch.fnmatchcase(audience, self.audience) and fnmatch.fnmatchcase(subject, self.subject)


@dataclasses.dataclass(frozen=True)
class Keys:
    """An access key: a user's, or a session's with a token and an end."""

    access_key_id: str
    secret: str
    principal: str
    token: str | None = None
    expires: datetime.datetime | None = None

    @property
    def partition(self) -> str:
        return self.principal.split(":")[1]

    @property
    def account(self) -> str:
        return self.principal.split(":")[4]

    @property
    def expired(self) -> bool:
        return self.expires is not None and self.expires <= datetime.datetime.now(datetime.UTC)


class IAM:
    """One partition-spanning account directory."""

    def __init__(self, vault: Vault) -> None:
        self._vault = vault
        self._lock = threading.Lock()
        self.providers: list[Provider] = []
        self.roles: dict[str, Role] = {}
        self._keys: dict[str, Keys] = {}

    def add_provider(self, provider: Provider) -> Provider:
        """The account trusts the issuer from now on."""
        self.providers.append(provider)
        return provider

    def add_role(self, arn: str = ROLE, **fields: Any) -> Role:
        """A role that exists from now on, instead of one of the same name."""
        role = Role(arn, **fields)
        self.roles[arn] = role
        return role

    def add_user(self, name: str = "builder", account: str = ACCOUNT, partition: str = "aws") -> Keys:
        """A user with a long-lived access key."""
        return self._remember(self._new_keys("AKIA", f"arn:{partition}:iam::{account}:user/{name}"))

    def open_session(self, role: Role, session_name: str, seconds: int) -> Keys:
        """Temporary keys for a role."""
        principal = f"arn:{role.partition}:sts::{role.account}:assumed-role/{role.name}/{session_name}"
        return self.add_session(principal, seconds)

    def add_session(self, principal: str, seconds: float) -> Keys:
        """Temporary keys for any principal; with a negative time they have expired already."""
        expires = datetime.datetime.fromtimestamp(int(time.time() + seconds), datetime.UTC)
        keys = self._new_keys("ASIA", principal)
        token = self._vault.make("session-token", 412)
        return self._remember(dataclasses.replace(keys, token=token, expires=expires))

    def provider_for(self, account: str, issuer: str) -> Provider | None:
        """The provider with that issuer in that account."""
        return next((p for p in self.providers if (p.account, p.issuer) == (account, issuer)), None)

    def keys(self, access_key_id: str) -> Keys | None:
        """The key with that identifier, whoever has it."""
        with self._lock:
            return self._keys.get(access_key_id)

    def _new_keys(self, prefix: str, principal: str) -> Keys:
        suffix = "".join(secrets.choice(string.ascii_uppercase + "234567") for _ in range(16))
        return Keys(prefix + suffix, self._vault.make("secret-key", 40), principal)

    def _remember(self, keys: Keys) -> Keys:
        with self._lock:
            self._keys[keys.access_key_id] = keys
        return keys
