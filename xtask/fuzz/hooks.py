"""Signs each request that schemathesis sends, with signature version 2."""

import base64
import hashlib
import hmac
import os
import time

import requests
import schemathesis
from schemathesis import GenerationMode
from schemathesis.core.parameters import ParameterLocation

ACCESS_KEY = os.environ["NCLOUD_FUZZ_ACCESS_KEY"]
SECRET_KEY = os.environ["NCLOUD_FUZZ_SECRET_KEY"]
HEADERS = (
    "x-ncp-apigw-timestamp",
    "x-ncp-iam-access-key",
    "x-ncp-apigw-signature-v2",
)


class Signature(requests.auth.AuthBase):
    """The three headers, over the request target as it leaves this process, after every encoding."""

    def __call__(self, request):
        # A case that leaves one of them out is about just that.
        if all(name in request.headers for name in HEADERS):
            timestamp = str(time.time_ns() // 1_000_000)
            text = f"{request.method} {request.path_url}\n{timestamp}\n{ACCESS_KEY}"
            digest = hmac.new(SECRET_KEY.encode(), text.encode(), hashlib.sha256).digest()
            signature = base64.b64encode(digest).decode()
            request.headers.update(zip(HEADERS, (timestamp, ACCESS_KEY, signature)))
        return request


schemathesis.auth.set_from_requests(Signature())


def has_null(value):
    if isinstance(value, dict):
        return any(has_null(member) for member in value.values())
    if isinstance(value, list):
        return any(has_null(item) for item in value)
    return value is None


@schemathesis.hook
def filter_case(context, case):
    """Leaves out bodies that are wrong for a null: the emulator, on purpose, takes a member that is
    null as one that was not given, since existing clients send those."""
    body = case.meta.components.get(ParameterLocation.BODY) if case.meta else None
    return body is None or body.mode is not GenerationMode.NEGATIVE or not has_null(case.body)
