"""Computes the signatures of captured requests with Python's own hmac, and compares.

Reads one JSON object per line from standard input: method, target, timestamp, accessKey, secretKey
and signature, as `cargo run -p ncloud-tests --example capture` prints them. Nothing of ours is used
to compute; the vectors of spec/vectors are checked first.
"""

import base64
import hashlib
import hmac
import json
import pathlib
import sys


def sign(method, target, timestamp, access_key, secret_key):
    string = f"{method} {target}\n{timestamp}\n{access_key}"
    digest = hmac.new(secret_key.encode(), string.encode(), hashlib.sha256).digest()
    return base64.b64encode(digest).decode()


def main():
    path = pathlib.Path(__file__).parents[2] / "spec" / "vectors" / "signature-v2.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    for vector in document["vectors"]:
        signature = sign(
            vector["method"], vector["target"], vector["timestamp"], document["accessKey"], vector["secretKey"]
        )
        assert signature == vector["signature"], vector["id"]
    print(f"{len(document['vectors'])} vectors agree")

    requests = [json.loads(line) for line in sys.stdin if line.strip()]
    for request in requests:
        expected = sign(
            request["method"], request["target"], request["timestamp"], request["accessKey"], request["secretKey"]
        )
        assert hmac.compare_digest(expected, request["signature"]), f"{request['method']} {request['target']}"
        print(f"{request['method']} {request['target']}")
    assert any(request["method"] == "POST" and "?caType=" in request["target"] for request in requests)
    assert any("%ED%95%9C" in request["target"] for request in requests)
    print(f"{len(requests)} captured requests agree")


main()
