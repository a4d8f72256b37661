#!/usr/bin/env python3
"""Random requests, signed by botocore: what BotocoreSigningTests.swift compares this package's signer with.

    make_botocore_cases.py SEED COUNT OUTPUT

OUTPUT becomes a JSON array of COUNT cases; the same seed gives the same cases.

A case is a request as it goes over the wire, so all of it is legal there: URLs are percent-encoded, and
header values have no control characters but those of a folded line. Left out is only what has no one right
answer, or what botocore, which signs its own requests only, has no need to get right:

- A path whose last segment is `.` or `..` (unless all of it comes to `/`): botocore makes `/a/.` into `/a`;
  RFC 3986, 5.2.4 makes it `/a/`, which is also what curl then sends.
- A segment of `.` or `..` with the dots encoded (`%2E`): the same path by RFC 3986, 6.2.2.2, another one to
  botocore.
- An empty path with S3: botocore leaves the line empty, and `/` is what is sent.
- Two `&` in a row, or one at an end: botocore takes the nothing between them for a parameter, AWS's C library
  does not.
- A query whose encoding is not the canonical one (`%7e`, `a/b`, `+`) and has escapes that are not UTF-8. Given
  a URL, botocore signs its query unchanged, only sorted; given the decoded parameters, it encodes them itself.
  So a query in canonical spelling goes to it in the URL, and any other as parameters, which must be text.
- A header `Date`: botocore then sends that and no `X-Amz-Date`; this signer always sends `X-Amz-Date`.
- `X-Amz-Security-Token` in a request that is signed without a token: botocore signs the old token, this signer
  drops it.
- White space beyond ASCII in header values: botocore folds that too, HTTP does not know it as white space.
- Years below 1000: strftime does not fill them up to four digits.
"""

from __future__ import annotations

import base64
import datetime
import hashlib
import json
import pathlib
import random
import string
import sys
import unittest.mock
from typing import Any
from urllib.parse import quote

import botocore.auth
import botocore.awsrequest
import botocore.credentials
import botocore.utils

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)
UNRESERVED = string.ascii_letters + string.digits + '-._~'
PATH_RESERVED = "!$&'()*+,;=:@"
# `&` and `=` would separate, `+` is in the list on purpose: it is a plus sign.
QUERY_RESERVED = "!$'()*+,;:@/?"
WORDS = [
    'a', 'Z', 'foo', 'Param-1', 'bar.baz', 'x_y~z', 'é', 'ሴ', '日本語', '🙂', 'e\u0301', ' ', '%', '%41', '+', '&',
    '=', '/', '?', '#', 'a b', '"', '<>', '[]', '{}', '|', '\\', '^', '`', '\x00', '\x7f', '\u00a0', '*', "'", '..',
]
METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']
HOSTS = [
    'sts.eu-central-1.amazonaws.com', 'API.ECR.eu-central-1.amazonaws.com', 'localhost', '127.0.0.1', '[::1]',
    '[FE80::1]', 'registry.example.co.uk', 'Example.COM', 'user:pass@example.org', 'xn--bcher-kva.example',
]
PORTS = ['', '', '', '', ':443', ':80', ':8443', ':8080', ':5000', ':65535', ':']
REGIONS = [
    'us-east-1', 'eu-central-1', 'us-gov-west-1', 'cn-north-1', 'ap-southeast-7', 'us-isob-east-1', 'local',
]
SERVICES = ['ecr', 'ecr-public', 'sts', 'iam', 'service', 'execute-api']
HEADERS = [
    'Content-Type', 'X-Amz-Target', 'X-Amz-Meta-A', 'x-amz-meta-b', 'Accept', 'Content-Length', 'My-Header1',
    'my-header1', 'MY-HEADER2', 'X-Amz-Expires', 'Cache-Control', 'Zoo', 'A', 'a.b', 'a-b', 'a_b', 'Cookie',
]
UNSIGNABLE = [
    'Connection', 'Expect', 'Keep-Alive', 'Proxy-Authenticate', 'Proxy-Authorization', 'TE', 'Trailer',
    'Transfer-Encoding', 'Upgrade', 'User-Agent', 'X-Amzn-Trace-Id', 'Authorization', 'X-Amz-Date',
]
BLANKS = [' ', '  ', '   ', '\t', ' \t ', '\r\n ', '\n\t', '\r\n   \t']
TOKENS = [
    '', 'text/plain', 'a,b', '"a   b"', 'q=0.5;', 'é', 'ሴ🙂', '1', 'Value', 'a:b', "'", '\\"', '%20', '&', '/',
]


def escape(generator: random.Random, data: bytes) -> str:
    """Every byte as an escape, with digits of either case."""
    digits = generator.choice(['%%%02X', '%%%02x'])
    return ''.join(digits % byte for byte in data)


def segment(generator: random.Random) -> str:
    """One segment of a path: what may stand there as it is, and escapes of text and of any bytes."""
    parts = []
    for _ in range(generator.randint(1, 4)):
        kind = generator.randrange(5)
        if kind < 2:
            parts.append(''.join(generator.choices(UNRESERVED, k=generator.randint(1, 5))))
        elif kind == 2:
            parts.append(generator.choice(PATH_RESERVED))
        elif kind == 3:
            parts.append(escape(generator, generator.choice(WORDS).encode()))
        else:
            parts.append(escape(generator, generator.randbytes(generator.randint(1, 3))))
    text = ''.join(parts)
    # A dot segment comes from path() alone: encoded ones are left out, see above.
    return text if text.lower().replace('%2e', '.').strip('.') else text + 'x'


def path(generator: random.Random, s3: bool) -> str:
    """A path with empty and dot segments, for which botocore and RFC 3986 agree on the end."""
    if generator.random() < 0.1:
        return '/' if s3 else generator.choice(['', '/'])
    segments = [
        generator.choice(['', '.', '..']) if generator.random() < 0.3 else segment(generator)
        for _ in range(generator.randint(1, 6))
    ]
    text = '/' + '/'.join(segments)
    if not s3 and segments[-1] in ('.', '..') and botocore.utils.normalize_url_path(text) != '/':
        text += '/'
    return text


def loose(generator: random.Random, text: str) -> str:
    """A spelling of the text in a query: what must be escaped is, the rest at random."""
    spelled = ''
    for character in text:
        if character in UNRESERVED + QUERY_RESERVED and generator.random() < 0.8:
            spelled += character
        else:
            spelled += escape(generator, character.encode())
    return spelled


def words(generator: random.Random, least: int) -> str:
    return ''.join(generator.choices(WORDS, k=generator.randint(least, 3)))


def query(generator: random.Random) -> tuple[str, list[tuple[str, str]]]:
    """A query, and the parameters botocore is given in its place (see above)."""
    count = generator.choice([0, 0, 1, 1, 2, 3, 5, 8])
    keys = [words(generator, 0) for _ in range(max(1, count))]
    pairs = [(generator.choice(keys), words(generator, 0)) for _ in range(count)]
    if generator.random() < 0.5:
        spelled = [loose(generator, key) + '=' + loose(generator, value) for key, value in pairs]
        parameters = pairs
    else:
        spelled = [quote(key, safe='-_.~') + '=' + quote(value, safe='-_.~') for key, value in pairs]
        if generator.random() < 0.3:
            spelled.append('raw=' + quote(generator.randbytes(4), safe='-_.~'))
        parameters = []
    # A key alone; but not an empty one, which would leave two `&` in a row.
    spelled = [
        pair[:-1] if pair.endswith('=') and len(pair) > 1 and generator.random() < 0.5 else pair
        for pair in spelled
    ]
    text = '&'.join(spelled)
    return ('?' + text if text or generator.random() < 0.2 else ''), parameters


def value(generator: random.Random) -> str:
    """The value of a header, with runs of blanks in it and around it."""
    parts = [generator.choice(BLANKS) if generator.random() < 0.3 else '']
    for _ in range(generator.randint(0, 4)):
        parts += [generator.choice(TOKENS), generator.choice(BLANKS)]
    if generator.random() < 0.7:
        parts.append('end')
    return ''.join(parts)


def cased(generator: random.Random, name: str) -> str:
    return generator.choice([name, name.lower(), name.upper(), name.swapcase()])


def headers(generator: random.Random, token: str | None, body: bytes) -> list[list[str]]:
    fields = [
        [cased(generator, name), value(generator)] for name in generator.choices(HEADERS, k=generator.randint(0, 8))]
    fields += [
        [cased(generator, name), value(generator)] for name in generator.choices(UNSIGNABLE, k=generator.randint(0, 3))]
    if token and generator.random() < 0.2:
        fields.append([cased(generator, 'X-Amz-Security-Token'), 'of the last attempt'])
    if generator.random() < 0.1:
        hashes = ['UNSIGNED-PAYLOAD', hashlib.sha256(body).hexdigest()]
        fields.append([cased(generator, 'X-Amz-Content-Sha256'), generator.choice(hashes)])
    if generator.random() < 0.05:
        fields.append([cased(generator, 'Host'), generator.choice(['Example.COM', 'other.example:443', 'h'])])
    generator.shuffle(fields)
    return fields


def body(generator: random.Random) -> bytes:
    return generator.choice([
        b'', b'', b'{}', b'Action=GetCallerIdentity&Version=2011-06-15', 'Größe=日本'.encode(),
        generator.randbytes(generator.randint(1, 300)), generator.randbytes(5000),
    ])


def moment(generator: random.Random) -> datetime.datetime:
    low, high = generator.choice([(2015, 2040), (2015, 2040), (1970, 2100), (1000, 9999)])
    start = datetime.datetime(low, 1, 1, tzinfo=datetime.UTC)
    seconds = int((datetime.datetime(high, 12, 31, tzinfo=datetime.UTC) - start).total_seconds())
    # Half a second has an exact floating point value, so it is the same number in JSON.
    return start + datetime.timedelta(seconds=generator.randrange(seconds) + generator.choice([0, 0, 0.5]))


class Recorder(botocore.auth.SigV4Auth):
    """Keeps what the signature is made of."""

    def __init__(self, credentials: botocore.credentials.Credentials, service: str, region: str) -> None:
        super().__init__(credentials, service, region)
        self.stages: dict[str, str] = {}

    def canonical_request(self, request: botocore.awsrequest.AWSRequest) -> str:
        self.stages['canonicalRequest'] = super().canonical_request(request)
        return self.stages['canonicalRequest']

    def string_to_sign(self, request: botocore.awsrequest.AWSRequest, canonical_request: str) -> str:
        self.stages['stringToSign'] = super().string_to_sign(request, canonical_request)
        return self.stages['stringToSign']


class S3Recorder(Recorder, botocore.auth.S3SigV4Auth):
    """The same by the rules of S3."""


def sign(case: dict[str, Any], parameters: list[tuple[str, str]], s3: bool) -> dict[str, Any]:
    """Adds to a case botocore's canonical request, string to sign and Authorization."""
    request = botocore.awsrequest.AWSRequest(
        case['method'], case['url'], data=base64.b64decode(case['body']),
        params=parameters)  # type: ignore[arg-type]  # It also takes pairs, with a key that is there twice.
    for name, text in case['headers']:
        request.headers[name] = text
    credentials = botocore.credentials.Credentials(
        case['accessKeyID'], case['secretAccessKey'], case['sessionToken'])
    now = EPOCH + datetime.timedelta(seconds=case['time'])
    recorder = (S3Recorder if s3 else Recorder)(credentials, case['service'], case['region'])
    with unittest.mock.patch('botocore.auth.get_current_datetime', return_value=now):
        recorder.add_auth(request)
    return case | recorder.stages | {'authorization': request.headers['Authorization']}


def random_case(seed: int, index: int) -> dict[str, Any]:
    # One generator for each case, so that any one can be made again alone.
    generator = random.Random(f'{seed}/{index}')
    s3 = generator.random() < 0.15
    spelled, parameters = query(generator)
    data = body(generator)
    token = generator.choice([None, 'TOKEN', 'IQoJb3JpZ2luX2VjE+/=' * 20])
    url = generator.choice(['https', 'https', 'https', 'http', 'HTTPS', 'HTTP']) + '://'
    url += generator.choice(HOSTS) + generator.choice(PORTS) + path(generator, s3) + spelled
    if generator.random() < 0.1:
        url += '#fragment?a=b'
    return sign({
        'seed': seed,
        'index': index,
        'options': 's3' if s3 else 'standard',
        'method': generator.choice(METHODS),
        'url': url,
        'headers': headers(generator, token, data),
        'body': base64.b64encode(data).decode(),
        'time': (moment(generator) - EPOCH).total_seconds(),
        'accessKeyID': 'AKID' + ''.join(generator.choices(string.ascii_uppercase, k=12)),
        'secretAccessKey': ''.join(generator.choices(string.ascii_letters + string.digits + '+/', k=40)),
        'sessionToken': token,
        'region': generator.choice(REGIONS),
        'service': 's3' if s3 else generator.choice(SERVICES),
    }, parameters, s3)


def main() -> None:
    seed, count, output = int(sys.argv[1]), int(sys.argv[2]), pathlib.Path(sys.argv[3])
    output.write_text(json.dumps([random_case(seed, index) for index in range(count)]), encoding='utf-8')


if __name__ == '__main__':
    main()
