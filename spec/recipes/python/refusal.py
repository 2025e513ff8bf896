"""Refusals by the gateway and by the services. Copy this file into your project."""

import json
from dataclasses import dataclass
from typing import Literal

import httpx

# What the services answer in place of a code when all went well.
SUCCESS = ("0", "SUCCESS")


# Neither frozen nor compared by value: Python itself writes to exceptions, and wants them hashable.
@dataclass(eq=False)
class Refused(Exception):
    """A request that was refused, by the gateway before the service saw it, or by the service."""

    by: Literal["gateway", "service"]
    status: int
    code: str
    message: str
    # Whether it was an empty 404: to an operation with `x-ncloud-empty-list` the list is empty.
    nothing_found: bool = False

    def __str__(self) -> str:
        return f"the {self.by} refused: HTTP {self.status}, code {self.code}: {self.message}"


def raise_refusal(response: httpx.Response) -> None:
    """Raises when an answer is a refusal: an event hook of an httpx client.

    The HTTP status does not tell: services refuse under 200, too. An answer without any code, such
    as the empty 403 of Certificate Manager 2.0, is known by its status alone.
    """
    body = response.read()
    status, answer = response.status_code, _members(body)
    failure = answer.get("error")
    # The code of a service may come with one of the gateway.
    if isinstance(failure, dict) and (code := _first(failure, "code", "errorCode")):
        # The codes of the gateway have digits only; services that use its form have names.
        gateway = failure.get("code") is None and code.isdecimal()
        by: Literal["gateway", "service"] = "gateway" if gateway else "service"
        raise Refused(by, status, code, _first(failure, "message"))
    code = _first(answer, "returnCode", "code", "errorCode")
    refused = code not in SUCCESS if code else status >= 400
    if answer.get("statusName") == "fail":
        # Simple & Easy Notification Service took the request, and then rejected it.
        code, refused = _first(answer, "statusCode"), True
    if refused:
        message = _first(answer, "returnMessage", "message", "msg", "errorMessage")
        nothing_found = status == 404 and not body.strip()
        raise Refused("service", status, code, message, nothing_found)


def _members(body: bytes) -> dict[str, object]:
    try:
        answer = json.loads(body)
    except ValueError:  # An empty body, or an archive.
        return {}
    return answer if isinstance(answer, dict) else {}


def _first(members: dict[str, object], *names: str) -> str:
    """The first member that is there, as text: codes are numbers in one service and text in another,
    and now and then in the same one.
    """
    return next((str(members[name]) for name in names if members.get(name) is not None), "")
