"""Cold runs without any proxy: the services are at their real names, on port 443.

    python -m bench.direct PROGRAM STATIC-PROGRAM RUNS

Runs in a network and with an `/etc/hosts` of its own, which `measures.static` starts it in (it needs root for that).
Prints one line of JSON: by contender, the seconds of its runs and the requests of the last one.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from standin import BITRISE_HOST
from support.hosts import REGION

from . import servers
from .contender import ONE_EACH
from .rounds import Rounds
from .situations import Situations
from .trust import Trust

NAMES = (BITRISE_HOST, f"sts.{REGION}.amazonaws.com", f"api.ecr.{REGION}.amazonaws.com")


def main() -> None:
    program, static, runs = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    with contextlib.ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="bench-direct-")))
        hosts = root / "hosts"
        hosts.write_text("".join(f"127.0.0.1 {name}\n" for name in ("localhost", *NAMES)))
        subprocess.run(["mount", "--bind", hosts, "/etc/hosts"], check=True)
        subprocess.run(["ip", "link", "set", "lo", "up"], check=True)
        services = stack.enter_context(servers.services(root / "services", https=True))
        trust = Trust(root / "certificates", services.certificate)
        ours = Situations(root / "ours", program, services, trust, None, None)
        alone = Situations(root / "static", static, services, trust, None, None)
        contenders = {
            "from source": ours.cold(ours.build(), ONE_EACH),
            "static": alone.cold(alone.build(), ONE_EACH),
            "peer": ours.peer_with_identity(),
        }
        contenders |= {f"{name}, bundle": ours.trusting_bundle(each) for name, each in contenders.items()}
        results = Rounds(services, root / "streams").alternate(list(contenders.values()), runs)
        print(json.dumps({
            name: {"seconds": result.seconds, "counts": result.counts}
            for name, result in zip(contenders, results, strict=True)}))


if __name__ == "__main__":
    main()
