"""A directory (OpenID Connect) over HTTP that tells the truth, unless a test has it lie: in any field, in any form."""

from __future__ import annotations

import json
import threading
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec

CLIENT, SECRET = "campus", "a secret of thirty-two signs or more"


class _Absent:
    """The lie that leaves a claim out; named, so that tests have the same names in every process."""

    def __repr__(self) -> str:
        return "ABSENT"


ABSENT = _Absent()
KEY, OTHER_KEY = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())

type Claims = dict[str, Any]


def published(key: ec.EllipticCurvePrivateKey, named: str = "first") -> Claims:
    public: Claims = json.loads(jwt.algorithms.ECAlgorithm.to_jwk(key.public_key()))
    return public | {"kid": named, "use": "sig", "alg": "ES256"}


def signed(claims: Claims) -> str:
    return jwt.encode(claims, KEY, "ES256", headers={"kid": "first"})


def part(of: object) -> str:
    return urlsafe_b64encode(json.dumps(of).encode()).rstrip(b"=").decode()


class Directory:
    """What it says: `who` to whom asks, with `in_token`, `in_userinfo`, `of_itself` and `with_token` over the truth."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.who: Claims = {}
        self.in_token: Claims = {}
        self.in_userinfo: Claims = {}
        self.of_itself: Claims = {}
        self.with_token: Claims = {}
        self.instead: dict[str, Any] = {}  # by address: a whole other answer
        self.keys: list[Claims] = [published(KEY)]
        self.sign: Callable[[Claims], str] = signed
        self.asked: dict[str, dict[str, str]] = {}  # by code: what the campus asked
        self.codes_are_checked = True

    def knows(self, subject: Any, email: Any = ABSENT, verified: Any = ABSENT, **more: Any) -> None:
        """Says this of who comes next, in the token as beside it."""
        self.who = {"sub": subject, "email": email, "email_verified": verified} | more

    def lets_in(self, asked: str) -> str:
        """Somebody is sent here by the campus (`asked`) and signs in: where they are sent back."""
        said = {name: values[0] for name, values in parse_qs(urlsplit(asked).query).items()}
        code = f"code-{len(self.asked)}"
        self.asked[code] = said
        return f"{said['redirect_uri']}?{urlencode({'code': code, 'state': said['state']})}"

    def answer(self, path: str, form: dict[str, str]) -> Any:
        if path in self.instead:
            return self.instead[path]
        answers: dict[str, Callable[[], Any]] = {
            "/.well-known/openid-configuration": self._itself,
            "/keys": lambda: {"keys": self.keys},
            "/token": lambda: self._token(form),
            "/userinfo": lambda: self._without(self.who | self.in_userinfo),
        }
        return answers[path]()

    def _itself(self) -> Claims:
        names = {"authorization": "authorize", "token": "token", "userinfo": "userinfo"}
        told = {f"{name}_endpoint": f"{self.address}/{path}" for name, path in names.items()}
        told |= {"issuer": self.address, "jwks_uri": f"{self.address}/keys"}
        return self._without(told | self.of_itself)

    def _token(self, form: dict[str, str]) -> Any:
        asked = self.asked[form["code"]]
        challenge = urlsafe_b64encode(sha256(form["code_verifier"].encode()).digest()).rstrip(b"=").decode()
        if self.codes_are_checked and (challenge != asked["code_challenge"] or form["client_secret"] != SECRET):
            return {"error": "invalid_grant"}
        now = int(time.time())
        truth = {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": asked.get("nonce")}
        token = self.sign(self._without(truth | self.who | self.in_token))
        return self._without({"access_token": "access", "token_type": "Bearer", "id_token": token} | self.with_token)

    @staticmethod
    def _without(claims: Claims) -> Claims:
        return {name: value for name, value in claims.items() if value is not ABSENT}


@contextmanager
def directory_running() -> Iterator[Directory]:
    """One on a free port of this machine, until the end of the test."""

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            form = {name: values[0] for name, values in parse_qs(self.rfile.read(length).decode()).items()}
            answer = directory.answer(urlsplit(self.path).path, form)
            body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
            self.send_response(500 if body == b"broken" else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, *_told: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answers)
    directory = Directory(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield directory
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
