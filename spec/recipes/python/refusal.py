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
    # Whether it was an empty 404: to an operation with `x-ncloud-empty-list` the list is empty.
    nothing_found: bool = False


def raise_refusal(response: httpx.Response) -> None:
    """Raises when an answer is a refusal: an event hook of an httpx client.

    The HTTP status does not tell: services refuse under 200, too. An answer without any code, such
    as the empty 403 of Certificate Manager 2.0, is known by its status alone.
    """
    body = response.read()
    status, answer = response.status_code, _members(body)
    failure = answer.get("error")
    if isinstance(failure, dict) and failure.get("code") is not None:
        # Beside the code of the service there may be one of the gateway.
        name, reason = _text(failure["code"]), _text(failure.get("message"))
        raise Refused("service", status, name, reason)
    if isinstance(failure, dict) and "errorCode" in failure:
        name, reason = _text(failure["errorCode"]), _text(failure.get("message"))
        # The codes of the gateway have digits only; services that use its form have names.
        raise Refused("gateway" if name.isdecimal() else "service", status, name, reason)
    code = _first(answer, "returnCode", "code", "errorCode")
    refused = status >= 400 if code is None else _text(code) not in SUCCESS
    if answer.get("statusName") == "fail":
        # Simple & Easy Notification Service took the request, and then rejected it.
        code, refused = answer.get("statusCode"), True
    if refused:
        message = _first(answer, "returnMessage", "message", "msg", "errorMessage")
        nothing_found = status == 404 and not body.strip()
        raise Refused("service", status, _text(code), _text(message), nothing_found)


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
