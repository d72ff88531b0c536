"""A real S3 server, for one session of tests: SeaweedFS, on ports of its own, reached from this machine only."""

from __future__ import annotations

import json
import os
import shutil
import signal
import socket
import subprocess
import sysconfig
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

BUCKET = "campus-files"  # three letters or more, or the server says yes and keeps nothing
OWNER, READER = ("campus", "a-secret-of-tests"), ("reader", "another-secret-of-tests")
PORTS = [f"{part}.port{kind}" for part in ("master", "volume", "filer", "s3") for kind in ("", ".grpc")]


@dataclass(frozen=True)
class S3Server:
    """Where the server is, with a bucket that its owner writes in and that a reader only reads."""

    endpoint: str

    def options(self, who: tuple[str, str] = OWNER, **more: str) -> dict[str, str]:
        """What a storage is told."""
        return {
            "bucket_name": BUCKET,
            "endpoint_url": self.endpoint,
            "region_name": "us-east-1",
            "access_key": who[0],
            "secret_key": who[1],
            **more,
        }


@contextmanager
def s3_server() -> Iterator[S3Server]:
    folder = Path(tempfile.mkdtemp(prefix="parchemin-s3-"))
    rights = {
        "identities": [
            _identity(*OWNER, "Admin", "Read", "Write", "List"),
            _identity(*READER, f"Read:{BUCKET}", f"List:{BUCKET}"),
        ]
    }
    (folder / "rights.json").write_text(json.dumps(rights), encoding="utf-8")
    ports = dict(zip(PORTS, _free_ports(len(PORTS)), strict=True))
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [
                Path(sysconfig.get_path("scripts")) / "weed", "server", "-ip=127.0.0.1", "-ip.bind=127.0.0.1", "-s3",
                f"-dir={folder}", f"-s3.config={folder / 'rights.json'}", "-s3.port.iceberg=0", "-s3.port.lance=0",
                "-master.telemetry=false", "-master.volumeSizeLimitMB=64",
                *(f"-{name}={port}" for name, port in ports.items()),
            ],
            stdout=log, stderr=log, cwd=folder, start_new_session=True,
        )  # fmt: skip
    server = S3Server(f"http://127.0.0.1:{ports['s3.port']}")
    try:
        _wait(server, process, folder / "log")
        yield server
    finally:
        os.killpg(process.pid, signal.SIGKILL)  # asked politely, it takes 25 seconds
        process.wait()
        shutil.rmtree(folder, ignore_errors=True)
        for left in (path for port in ports.values() for path in Path("/tmp").glob(f"seaweedfs-*-{port}.sock")):
            left.unlink(missing_ok=True)


def _identity(name: str, secret: str, *actions: str) -> dict[str, Any]:
    return {"name": name, "credentials": [{"accessKey": name, "secretKey": secret}], "actions": list(actions)}


def _free_ports(count: int) -> list[int]:
    """Ports that nothing listens on: held together, so that no two are the same."""
    held = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [one.getsockname()[1] for one in held]
    for one in held:
        one.close()
    return ports


def _wait(server: S3Server, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until the bucket is there and takes a first object: three seconds or so."""
    client = boto3.client(
        "s3",
        endpoint_url=server.endpoint,
        aws_access_key_id=OWNER[0],
        aws_secret_access_key=OWNER[1],
        region_name="us-east-1",
        config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}, read_timeout=10),
    )
    try:
        for _attempt in range(600):
            if process.poll() is not None:
                break
            with suppress(ClientError, BotoCoreError):
                client.create_bucket(Bucket=BUCKET)
                client.put_object(Bucket=BUCKET, Key="first", Body=b"first")
                return
            time.sleep(0.1)
        raise RuntimeError(f"no S3 server: {log.read_text(errors='replace')[-2000:]}")
    finally:
        client.close()
