"""The stand-in for Bitrise, STS and ECR as a process of its own, with what the bench needs to know of it.

    python -m bench.services DIRECTORY [--https]

With `--https` all of them are on port 443, too, by the names that clients ask for.
Prints one line of JSON, then serves until it is stopped. The control address answers `GET /calls` (calls per service)
and `POST /clear` (forgets them).
"""

from __future__ import annotations

import json
import signal
import sys
from pathlib import Path

from standin import ROLE, StandIn, start
from standin.listener import Listener, Outcome
from standin.messages import Request, Response

from .link import HERE

# So long that no run of the bench outlives it.
_TOKEN_SECONDS = 24 * 3600
# Python lets a thread run for 5 ms before another gets its turn: as long as a whole request takes.
_SWITCH_SECONDS = 0.0002


def main() -> None:
    sys.setswitchinterval(_SWITCH_SECONDS)
    stops = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, stops)
    standin = start(Path(sys.argv[1]))
    standin.ecr.fixed_password = standin.ecr.new_password()
    control = Listener(lambda request: _control(standin, request), tls=None)
    # The services once more, by an address that programs in a network of their own reach.
    tls = standin.authority.context(HERE)
    direct = {name: Listener(standin.listeners[name].answer, tls) for name in ("bitrise", "sts", "ecr")}
    ports = {name: listener.port for name, listener in direct.items()}
    listeners = [control, *direct.values()]
    if sys.argv[2:] == ["--https"]:
        listeners.append(Listener(standin.front.answer, standin.authority.context_for_any_name(), port=443))
    print(json.dumps({**_settings(standin, control), "direct": ports}), flush=True)
    signal.sigwait(stops)
    for listener in listeners:
        listener.close()
    standin.close()


def _settings(standin: StandIn, control: Listener) -> dict[str, object]:
    user = standin.iam.add_user()
    return {
        "control": control.port,
        "front": standin.front.port,
        "caFile": str(standin.authority.file),
        "password": standin.ecr.fixed_password,
        "role": ROLE,
        "build": standin.build_environment(api="https://app.bitrise.io"),
        "identityToken": standin.bitrise.token(standin.build, "sts.amazonaws.com", _TOKEN_SECONDS),
        "keys": {"AWS_ACCESS_KEY_ID": user.access_key_id, "AWS_SECRET_ACCESS_KEY": user.secret},
    }


def _control(standin: StandIn, request: Request) -> Outcome:
    if (request.method, request.path) == ("GET", "/calls"):
        return Response.json(200, standin.journal.counts()), None
    if (request.method, request.path) == ("POST", "/clear"):
        standin.journal.clear()
        return Response(204), None
    return Response(404), None


if __name__ == "__main__":
    main()
