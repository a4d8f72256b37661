"""Writes an SPDX 2.3 document of the static program: what is linked into it, in which version, under which licence.

`sbom.py PROGRAM VERSIONS VERSION HOMEPAGE`; VERSIONS has a Debian source package and its version on each line. The same
input gives the same bytes: the document's time is SOURCE_DATE_EPOCH, its name has the program's SHA-256 in it.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import re
import subprocess
import sys
import urllib.parse
from pathlib import Path

NAME = "docker-credential-bitrise"
# By Debian's source packages, the licences of the parts that are linked in.
LICENSES = {
    "curl": "curl",
    "openssl": "Apache-2.0",
    "glibc": "LGPL-2.1-or-later",
    "gcc": "GPL-3.0-or-later WITH GCC-exception-3.1",
    "zlib": "Zlib",
    "libzstd": "BSD-3-Clause",
}
SUPPLIERS = {"curl": "The curl project", "openssl": "The OpenSSL project", "glibc": "The GNU project",
             "gcc": "The GNU project", "zlib": "The zlib project", "libzstd": "Meta Platforms"}


def package_url(source: str, version: str) -> str:
    """Where scanners look a source package of this distribution up, such as pkg:deb/debian/curl@7?arch=source."""
    fields = dict(line.split("=", 1) for line in Path("/etc/os-release").read_text().splitlines() if "=" in line)
    name, release = (fields[key].strip('"') for key in ("ID", "VERSION_ID"))
    return f"pkg:deb/{name}/{source}@{urllib.parse.quote(version, safe=':')}?arch=source&distro={name}-{release}"


def swift_version() -> str:
    """The version of the toolchain whose runtime is linked in."""
    said = subprocess.run(
        [os.environ.get("SWIFT", "swift"), "--version"], check=True, capture_output=True, text=True).stdout
    match = re.search(r"Swift version ([0-9.]+)", said)
    if not match:
        raise SystemExit(f"sbom.py: no version in what swift --version says: {said!r}")
    return match[1]


def package(identifier: str, name: str, version: str, license: str, supplier: str, url: str) -> dict[str, object]:
    """A package of the document."""
    return {
        "SPDXID": f"SPDXRef-{identifier}",
        "name": name,
        "versionInfo": version,
        "supplier": f"Organization: {supplier}",
        "downloadLocation": "NOASSERTION",
        "filesAnalyzed": False,
        "licenseConcluded": license,
        "licenseDeclared": license,
        "copyrightText": "NOASSERTION",
        "externalRefs": [
            {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": url}],
    }


def linked(versions: Path) -> list[dict[str, object]]:
    """What is linked in."""
    found = []
    for line in versions.read_text().splitlines():
        source, version = line.split()
        # gcc-12 and gcc-14 are the same project.
        project = re.sub(r"-[0-9]+$", "", source)
        if project not in LICENSES:
            raise SystemExit(f"sbom.py: the licence of {source} is not known: add it here and to NOTICE")
        found.append(package(
            f"Package-{project}", source, version, LICENSES[project], SUPPLIERS[project],
            package_url(source, version)))
    swift = swift_version()
    found.append(package(
        "Package-swift", "swift", swift, "Apache-2.0 WITH Swift-exception", "The Swift project",
        f"pkg:github/swiftlang/swift@swift-{swift}-RELEASE"))
    return found


def document(program: Path, versions: Path, version: str, homepage: str) -> dict[str, object]:
    """The whole document."""
    digest = hashlib.sha256(program.read_bytes()).hexdigest()
    created = datetime.datetime.fromtimestamp(int(os.environ["SOURCE_DATE_EPOCH"]), datetime.UTC)
    own = package(
        "Package-program", NAME, version, "Apache-2.0", f"The {NAME} authors", f"pkg:generic/{NAME}@{version}")
    own |= {
        "packageFileName": program.name, "homepage": homepage, "primaryPackagePurpose": "APPLICATION",
        "checksums": [{"algorithm": "SHA256", "checksumValue": digest}]}
    parts = linked(versions)
    return {
        "spdxVersion": "SPDX-2.3",
        "dataLicense": "CC0-1.0",
        "SPDXID": "SPDXRef-DOCUMENT",
        "name": f"{NAME}-{version}",
        "documentNamespace": f"{homepage}/spdx/{version}/{digest}",
        "creationInfo": {
            "created": created.strftime("%Y-%m-%dT%H:%M:%SZ"), "creators": [f"Tool: {NAME}-packaging-{version}"]},
        "packages": [own, *parts],
        "relationships": [
            {"spdxElementId": "SPDXRef-DOCUMENT", "relationshipType": "DESCRIBES",
             "relatedSpdxElement": own["SPDXID"]},
            *({"spdxElementId": own["SPDXID"], "relationshipType": "CONTAINS", "relatedSpdxElement": part["SPDXID"]}
              for part in parts)],
    }


if __name__ == "__main__":
    program, versions, version, homepage = sys.argv[1:]
    json.dump(document(Path(program), Path(versions), version, homepage), sys.stdout, indent=2)
    print()
