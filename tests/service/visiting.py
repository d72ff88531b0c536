"""Somebody at the door of a real campus: pages asked over HTTP, with their own cookies, as a browser would."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http.cookies import SimpleCookie
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back. `status` is 0 when nothing did: the connection was refused, or broke on the way."""

    status: int
    text: str = ""
    location: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Visitor:
    """One browser. `headers` go with every request, as those that a proxy sets."""

    port: int
    host: str = "localhost"
    headers: Mapping[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    @property
    def origin(self) -> str:
        return f"{self.headers.get('X-Forwarded-Proto', 'http')}://{self.host}"

    def get(self, address: str, **more: str) -> Answer:
        return self._ask("GET", address, None, more)

    def post(self, address: str, form: Mapping[str, str], **more: str) -> Answer:
        return self._ask("POST", address, urlencode(form), more | {"Content-Type": "application/x-www-form-urlencoded"})

    def post_json(self, address: str, told: object) -> Answer:
        return self._ask("POST", address, json.dumps(told), {"Content-Type": "application/json"})

    def sign_in(self, email: str, password: str) -> Answer:
        self.get("/account/login/")
        return self.post("/account/login/", {"login": email, "password": password})

    def _ask(self, verb: str, address: str, body: str | None, more: Mapping[str, str]) -> Answer:
        sent = {"Host": self.host, "Accept-Language": "fr", **self.headers}
        sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if verb == "POST":
            sent |= {"X-CSRFToken": self._token(), "Origin": self.origin, "Referer": f"{self.origin}{address}"}
        sent |= more
        try:
            with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as asked:
                asked.request(verb, address, body, sent)
                got = asked.getresponse()
                text = got.read().decode()
                self._keep(got.msg.get_all("Set-Cookie") or [])
                return Answer(got.status, text, got.getheader("Location") or "", dict(got.getheaders()))
        except (OSError, http.client.HTTPException):
            return Answer(0)

    def _token(self) -> str:
        return next((value for name, value in self.cookies.items() if name.endswith("csrftoken")), "")

    def _keep(self, lines: list[str]) -> None:
        for line in lines:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
