"""The stand-in as a program: prints its settings, then serves until it is told to stop.

    python -m standin                 one line of JSON: environment, control, caFile, ecrPassword
    python -m standin --shell         the environment as shell lines, for `eval`

The control address answers `GET /calls` (calls per service), `POST /faults/SERVICE` (queues a fault),
`POST /always/SERVICE` (a standing one), `POST /clear` (forgets faults and calls).
"""

from __future__ import annotations

import argparse
import json
import shlex
import signal
import tempfile
from pathlib import Path

from . import StandIn, faults, start
from .listener import Listener, Outcome
from .messages import Request, Response


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m standin", description="Stand-in for Bitrise, STS and ECR.")
    parser.add_argument("--shell", action="store_true", help="print shell lines instead of JSON")
    options = parser.parse_args()
    # A signal that is blocked here, before any thread starts, is left for sigwait.
    stops = {signal.SIGINT, signal.SIGTERM}
    signal.pthread_sigmask(signal.SIG_BLOCK, stops)
    with tempfile.TemporaryDirectory(prefix="standin-") as directory:
        standin = start(Path(directory))
        standin.ecr.fixed_password = standin.ecr.new_password()
        control = Listener(lambda request: _control(standin, request), tls=None)
        print(_settings(standin, control.url, options.shell), flush=True)
        signal.sigwait(stops)
        control.close()
        standin.close()


def _settings(standin: StandIn, control: str, shell: bool) -> str:
    environment = standin.environment()
    if shell:
        return "\n".join(f"export {name}={shlex.quote(value)}" for name, value in environment.items())
    return json.dumps({
        "environment": environment, "control": control, "caFile": str(standin.authority.file),
        "ecrPassword": standin.ecr.fixed_password,
    })


def _control(standin: StandIn, request: Request) -> Outcome:
    verb, _, service = request.path.strip("/").partition("/")
    script = standin.faults.get(service)
    if (request.method, request.path) == ("GET", "/calls"):
        return Response.json(200, standin.journal.counts()), None
    if (request.method, request.path) == ("POST", "/clear"):
        standin.journal.clear()
        for each in (*standin.faults.values(), *standin.warm_up_faults.values()):
            each.clear()
        return Response(204), None
    if request.method == "POST" and script and verb in ("faults", "always"):
        fault = faults.from_json(request.body)
        script.then(fault) if verb == "faults" else script.always(fault)
        return Response(204), None
    return Response(404), None


if __name__ == "__main__":
    main()
