"""Refusals by the gateway and by the services. Copy this file into your project."""

import json
from dataclasses import dataclass
from typing import Literal

import httpx

# What the services answer in place of a code when all went well.
SUCCESS = ("0", "SUCCESS")


@dataclass(frozen=True)
class Refused(Exception):
    """A request that was refused, by the gateway before the service saw it, or by the service."""

    by: Literal["gateway", "service"]
    status: int
    code: str
    message: str


def raise_refusal(response: httpx.Response) -> None:
    """Raises when an answer is a refusal: an event hook of an httpx client.

    The HTTP status does not tell: services refuse under 200, too. An answer without any code, such
    as the empty 403 of Certificate Manager 2.0, is known by its status alone.
    """
    status, answer = response.status_code, _members(response.read())
    failure = answer.get("error")
    if isinstance(failure, dict) and "errorCode" in failure:
        name, reason = _text(failure["errorCode"]), _text(failure.get("message"))
        # The codes of the gateway have digits only; services that use its form have names.
        raise Refused("gateway" if name.isdecimal() else "service", status, name, reason)
    code = _first(answer, "returnCode", "code")
    refused = status >= 400 if code is None else _text(code) not in SUCCESS
    if refused:
        message = _first(answer, "returnMessage", "message", "msg")
        raise Refused("service", status, _text(code), _text(message))


def _members(body: bytes) -> dict[str, object]:
    try:
        answer = json.loads(body)
    except ValueError:  # An empty body, or an archive.
        return {}
    return answer if isinstance(answer, dict) else {}


def _first(answer: dict[str, object], *names: str) -> object:
    return next((answer[name] for name in names if name in answer), None)


def _text(value: object) -> str:
    """Codes are numbers in one service and text in another, and now and then in the same one."""
    return "" if value is None else str(value)
