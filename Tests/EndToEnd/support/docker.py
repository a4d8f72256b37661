"""The docker CLI on a real engine; whatever a command says, what has become of it is looked at, too."""

from __future__ import annotations

import json
import secrets
import tarfile
from pathlib import Path
from typing import Any

from . import image
from .clients import Clients, Result
from .dockerd import DockerEngine
from .hosts import HOST
from .registry import Registry

IMAGE = f"{HOST}/app:1"
# Its package has the engine, too. Newer ones than this have BuildKit as a plugin only.
_DEBIANS = "/usr/bin/docker"


class Docker:
    """Runs commands as a build does, in the surroundings of the test's clients; each begins without any image."""

    def __init__(self, clients: Clients, engine: DockerEngine, registry: Registry) -> None:
        self._clients = clients
        self._engine = engine
        self._registry = registry
        # Changes to the environment of every command.
        self.changes: dict[str, Any] = {}

    def run(self, *command: str | Path, stdin: str = "") -> Result:
        """Any command."""
        return self._run("docker", *command, stdin=stdin, DOCKER_BUILDKIT="0")

    def pull(self) -> Result:
        """`docker pull`."""
        self._engine.forget_images()
        return self.checked(self.run("pull", IMAGE))

    def checked(self, result: Result) -> Result:
        """The result of a pull: the engine has the registry's image now, exactly if it went well."""
        found = self._image(IMAGE)
        digests = found and found["RepoDigests"]
        expected = [f"{HOST}/app@{self._registry.image_digest}"] if result.code == 0 else None
        assert digests == expected, f"{digests} in place of {expected}: {result}"
        return result

    def run_image(self) -> Result:
        """`docker run`, which pulls the image first."""
        self._engine.forget_images()
        result = self.run("run", "--rm", "--network=none", IMAGE)
        assert result.out == (image.TEXT if result.code == 0 else ""), result
        return self.checked(result)

    def build(self, *names: str) -> Result:
        """`docker build` of an image with a layer of each of these, by the builder that is part of the engine."""
        return self._check_built(names, self.run(*self._prepare_build(names)))

    def build_with_buildkit(self, *names: str) -> Result:
        """The same by BuildKit, which has the CLI ask for the password when the registry wants it."""
        result = self._run(_DEBIANS, *self._prepare_build(names), stdin="", DOCKER_BUILDKIT="1")
        return self._check_built(names, result)

    def push(self) -> Result:
        """`docker push` of an image that was made here."""
        repository = f"pushed-{secrets.token_hex(8)}"
        layer = self._clients.work / "layer.tar"
        with tarfile.open(layer, "w") as archive:
            archive.add(__file__, repository)
        self._engine.docker("import", layer, f"{HOST}/{repository}:7")
        result = self.run("push", f"{HOST}/{repository}:7")
        tags, expected = self._registry.tags(repository), ["7"] if result.code == 0 else []
        assert tags == expected, f"{tags} in place of {expected}: {result}"
        return result

    def _run(self, program: str, *command: str | Path, stdin: str, **changes: Any) -> Result:
        changes |= {"DOCKER_HOST": self._engine.address, **self.changes}
        return self._clients.run(program, *command, stdin=stdin, **changes)

    def _prepare_build(self, names: tuple[str, ...]) -> tuple[str, ...]:
        self._engine.forget_images()
        lines = [f"FROM {name} AS stage{number}" for number, name in enumerate(names or (IMAGE,))]
        copies = [f"COPY --from=stage{number} /hello.txt /{number}" for number in range(len(lines))]
        (self._clients.work / "Dockerfile").write_text("\n".join([*lines, "FROM scratch", *copies, ""]))
        return "build", "--tag=built", "."

    def _check_built(self, names: tuple[str, ...], result: Result) -> Result:
        found = self._image("built")
        layers = len(found["RootFS"]["Layers"]) if found else 0
        expected = len(names or (IMAGE,)) if result.code == 0 else 0
        assert layers == expected, f"{layers} layers in place of {expected}: {result}"
        return result

    def _image(self, name: str) -> dict[str, Any] | None:
        ended = self._engine.docker("image", "inspect", name, check=False)
        return dict(json.loads(ended.stdout)[0]) if ended.returncode == 0 else None
