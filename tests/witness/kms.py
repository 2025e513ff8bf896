"""Opens ciphertexts and verifies signatures of the emulated Key Management Service with `cryptography`.

Reads one JSON object per line from standard input, as `cargo run -p ncloud-tests --example capture_kms`
prints them. Each must fail once a bit of it is changed, too. Nothing of ours is used to compute. Needs the
package `cryptography`.
"""

import base64
import json
import sys

try:
    from cryptography.exceptions import InvalidSignature, InvalidTag
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec, padding
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM
except ImportError:
    sys.exit("the Python package `cryptography` is missing: install it with pip or the system's packages")

OAEP = padding.OAEP(mgf=padding.MGF1(hashes.SHA256()), algorithm=hashes.SHA256(), label=None)


def octets(text):
    """The octets of `ncpkms:v2:<Base64>`."""
    prefix, version, encoded = text.split(":")
    assert (prefix, version) == ("ncpkms", "v2"), text
    return base64.b64decode(encoded, validate=True)


def fails(judge, octets):
    """Whether the judge refuses these octets when the last bit is changed."""
    try:
        judge(octets[:-1] + bytes([octets[-1] ^ 1]))
    except (InvalidSignature, InvalidTag, ValueError):  # The last one of OAEP.
        return True
    return False


def verifier(made, text):
    """What raises unless a signature is of this text."""
    public = serialization.load_der_public_key(base64.b64decode(made["publicKey"]))
    if made["keyType"] == "ECDSA":
        return lambda signature: public.verify(signature, text, ec.ECDSA(hashes.SHA256()))
    return lambda signature: public.verify(signature, text, padding.PKCS1v15(), hashes.SHA256())


def opener(made):
    """What decrypts with the key itself."""
    (kind, material), = made["material"].items()
    if kind == "Pair":
        private = serialization.load_pem_private_key(material.encode(), None)
        return lambda sealed: private.decrypt(sealed, OAEP)
    key = AESGCM(base64.b64decode(material))
    context = base64.b64decode(made["context"]) if "context" in made else None
    return lambda sealed: key.decrypt(sealed[:12], sealed[12:], context)


def main():
    opened = verified = 0
    for line in sys.stdin:
        made = json.loads(line)
        text = base64.b64decode(made["text"])
        if "ciphertext" in made:
            unseal = opener(made)
            data_key = base64.b64decode(made["dataKey"])
            for name, wanted in (("ciphertext", text), ("wrapped", data_key)):
                sealed = octets(made[name])
                assert unseal(sealed) == wanted, made["keyType"]
                assert fails(unseal, sealed), f"{made['keyType']}: opens when it was changed"
                opened += 1
        if "signature" in made:
            verify, signature = verifier(made, text), octets(made["signature"])
            verify(signature)
            assert fails(verify, signature), f"{made['keyType']}: verifies when it was changed"
            assert fails(lambda text: verifier(made, text)(signature), text), made["keyType"]
            verified += 1
    assert (opened, verified) == (6, 2), (opened, verified)
    print(f"{opened} ciphertexts open, {verified} signatures verify, and none with a bit changed")


if __name__ == "__main__":
    main()
