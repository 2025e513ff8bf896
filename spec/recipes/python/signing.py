"""Signature version 2 of the Ncloud API Gateway. Copy this file into your project."""

import base64
import hashlib
import hmac
import re
import time
from collections.abc import Generator
from dataclasses import dataclass, field

import httpx


@dataclass(frozen=True)
class KeyPair:
    access_key: str
    secret_key: str = field(repr=False)


def sign(method: str, target: str, timestamp: int, keys: KeyPair) -> dict[str, str]:
    """The headers of a signed request.

    `target` is path and query exactly as they go on the wire; the body is not signed. What can
    never be on the wire is refused here: the gateway would only say that the authentication failed.
    """
    if not re.fullmatch(r"[A-Z]+", method):
        raise ValueError(f"{method}: the method is upper case on the wire")
    if not re.fullmatch(r"/[\x21-\x7e]*", target):
        raise ValueError(f"{target}: sign path and query, percent-encoded, without the host")
    message = f"{method} {target}\n{timestamp}\n{keys.access_key}"
    digest = hmac.digest(keys.secret_key.encode(), message.encode(), hashlib.sha256)
    return {
        "x-ncp-apigw-timestamp": str(timestamp),
        "x-ncp-iam-access-key": keys.access_key,
        "x-ncp-apigw-signature-v2": base64.b64encode(digest).decode(),
    }


class Signing(httpx.Auth):
    """Signs each request of an httpx client when it is sent."""

    def __init__(self, keys: KeyPair) -> None:
        self._keys = keys

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        # `raw_path` is the request target, octet for octet.
        target = request.url.raw_path.decode("ascii")
        timestamp = time.time_ns() // 1_000_000
        request.headers.update(sign(request.method, target, timestamp, self._keys))
        yield request
