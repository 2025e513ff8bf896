"""Opens ciphertexts and verifies signatures of the emulated Key Management Service with `cryptography`.

Reads one JSON object per line from standard input, as `cargo run -p ncloud-tests --example capture_kms`
prints them. Nothing of ours is used to compute. Needs the package `cryptography`.
"""

import base64
import json
import sys

try:
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
            assert unseal(octets(made["ciphertext"])) == text, made["keyType"]
            assert unseal(octets(made["wrapped"])) == base64.b64decode(made["dataKey"]), made["keyType"]
            opened += 2
        if "signature" in made:
            public = serialization.load_der_public_key(base64.b64decode(made["publicKey"]))
            signature = octets(made["signature"])
            if made["keyType"] == "ECDSA":
                public.verify(signature, text, ec.ECDSA(hashes.SHA256()))
            else:
                public.verify(signature, text, padding.PKCS1v15(), hashes.SHA256())
            verified += 1
    assert (opened, verified) == (6, 2), (opened, verified)
    print(f"{opened} ciphertexts open, {verified} signatures verify")


if __name__ == "__main__":
    main()
