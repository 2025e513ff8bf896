"""Calls that are held against what is expected of them."""

from collections.abc import Callable
from typing import Any, TypeVar

from refusal import Refused, raise_refusal
from signing import KeyPair, Signing

T = TypeVar("T")


class Calls:
    """Calls that were answered as expected."""

    count = 0

    def answered(self, answer: object, kind: type[T]) -> T:
        """The answer of a call that must succeed, in its generated type."""
        self.count += 1
        return expect(answer, kind)

    def refused(self, call: Callable[[], object]) -> Refused:
        """The refusal of a call that must fail."""
        self.count += 1
        try:
            call()
        except Refused as refusal:
            return refusal
        raise AssertionError("the call was not refused")


def expect(value: object, kind: type[T]) -> T:
    assert isinstance(value, kind), f"{value!r} is not a {kind.__name__}"
    return value


def transport(keys: KeyPair) -> dict[str, Any]:
    """What a generated client hands to httpx: signatures, and exceptions for refusals."""
    return {"auth": Signing(keys), "event_hooks": {"response": [raise_refusal]}}
