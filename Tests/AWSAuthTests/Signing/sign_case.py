#!/usr/bin/env python3
"""Signs the request of a signing case with botocore, and writes the result of each stage into its folder.

    sign_case.py FOLDER...

A folder of `Cases` has a request.json, which SigningCase.swift describes; the other files are written anew.
"""

from __future__ import annotations

import base64
import json
import pathlib
import sys
from urllib.parse import unquote_to_bytes, urlsplit

from make_botocore_cases import sign

# What all cases have in common; the keys are those of AWS's documentation.
COMMON = {
    "time": 1_440_938_160,
    "accessKeyID": "AKIDEXAMPLE",
    "secretAccessKey": "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY",
    "region": "us-east-1",
    "service": "service",
}
FILES = {
    "canonicalRequest": "canonical-request.txt",
    "stringToSign": "string-to-sign.txt",
    "authorization": "authorization.txt",
}


def parameters(url: str) -> list[tuple[str, str]]:
    """The query, decoded once: a query that botocore finds in the URL, it signs as it is spelled there."""
    pairs = [pair.partition("=") for pair in urlsplit(url).query.split("&") if pair]
    return [(unquote_to_bytes(name).decode(), unquote_to_bytes(value).decode()) for name, _, value in pairs]


def main() -> None:
    for folder in map(pathlib.Path, sys.argv[1:]):
        request = json.loads((folder / "request.json").read_text())
        url = "https://example.amazonaws.com" + request["target"]
        case = COMMON | {
            "method": request["method"],
            "url": url,
            "headers": request.get("fields", []),
            "body": base64.b64encode(request.get("body", "").encode()).decode(),
            "sessionToken": request.get("sessionToken"),
        }
        signed = sign(case, parameters(url), s3=request.get("options") == "s3")
        for stage, name in FILES.items():
            (folder / name).write_text(signed[stage] + "\n")


if __name__ == "__main__":
    main()
