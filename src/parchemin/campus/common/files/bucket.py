"""Where files are kept when a bucket is named: any server that speaks S3. Needs the extra `parchemin[s3]`."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from boto3.exceptions import Boto3Error
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from storages.backends.s3 import S3Storage

IN_MEMORY = 1024 * 1024  # what is larger waits in a temporary file while it is served


class Bucket(S3Storage):  # type: ignore[misc]
    """A private bucket. What goes wrong with it is an OSError, as with a folder; nothing in it has an address.

    Objects are written without an access list: they are as private as the bucket.
    """

    def get_default_settings(self) -> dict[str, Any]:
        ours = {
            "file_overwrite": False,
            "default_acl": None,
            "max_memory_size": IN_MEMORY,
            "transfer_config": TransferConfig(use_threads=False),  # ten threads would hold ten blocks of 8 MB
            "client_config": Config(
                signature_version="s3v4",
                s3={"addressing_style": "path"},  # a bucket is no name of a host: a server of one's own has one name
                connect_timeout=5,
                read_timeout=30,
                retries={"mode": "standard", "total_max_attempts": 2},
                request_checksum_calculation="when_required",  # not every server knows the newer ones; we compare
                response_checksum_validation="when_required",  # the SHA-256 of the whole ourselves
            ),
        }
        return {**super().get_default_settings(), **ours}

    def _open(self, name: str, mode: str = "rb") -> Any:
        with _as_of_a_folder():
            file = super()._open(name, mode)
            file.open()  # fetched here, so that what fails fails here
            return file

    def _save(self, name: str, content: Any) -> str:
        with _as_of_a_folder():
            return str(super()._save(name, content))

    def delete(self, name: str) -> None:
        with _as_of_a_folder():
            super().delete(name)

    def exists(self, name: str) -> bool:
        with _as_of_a_folder():
            return bool(super().exists(name))

    def listdir(self, path: str) -> tuple[list[str], list[str]]:
        with _as_of_a_folder():
            folders, names = super().listdir(path)
            return folders, names

    def size(self, name: str) -> int:
        with _as_of_a_folder():
            return int(super().size(name))

    def get_modified_time(self, name: str) -> datetime:
        with _as_of_a_folder():
            modified: datetime = super().get_modified_time(name)
            return modified

    def url(self, *_args: object, **_named: object) -> str:
        raise ValueError("a kept file has no address: it is served through a permission")


@contextmanager
def _as_of_a_folder() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = error.response.get("Error", {}).get("Code", "")
        raise OSError(errno.EIO, f"the bucket refused: {code}") from error
    except (BotoCoreError, Boto3Error) as error:
        raise OSError(errno.EIO, f"the bucket does not answer: {type(error).__name__}") from error
