"""Settings: a production campus that is unsafe does not start, and says everything that is wrong."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SAFE = {
    "PARCHEMIN_PROFILE": "production",
    "PARCHEMIN_SECRET_KEY": "0123456789abcdef" * 4,
    "PARCHEMIN_SMTP": "smtps://campus:s%40cret@mail.example.org",
    "PARCHEMIN_MAIL_FROM": "Campus <campus@example.org>",
    "DATABASE_URL": "postgresql://campus:p%40ss@db.example.org:5433/campus",
    "PARCHEMIN_HOSTS": "campus.example.org",
}


SHOWN = "s.DATABASES['default'], s.SECURE_SSL_REDIRECT"


def start(tmp_path: Path, settings: dict[str, str], shown: str = SHOWN) -> subprocess.CompletedProcess[str]:
    code = f"from parchemin.campus import settings as s; print({shown})"
    kept = {k: v for k, v in os.environ.items() if not k.startswith("PARCHEMIN") and k != "DATABASE_URL"}
    environment = kept | {"PARCHEMIN_DATA": str(tmp_path)} | settings
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False)


def test_a_safe_production_campus_starts_with_what_it_was_given(tmp_path: Path) -> None:
    done = start(tmp_path, SAFE)

    assert done.returncode == 0, done.stderr
    assert "'PASSWORD': 'p@ss'" in done.stdout
    assert "'PORT': '5433'" in done.stdout
    assert done.stdout.rstrip().endswith("True")


def test_a_directory_is_believed_about_the_addresses_that_the_school_names_and_about_none_by_default(
    tmp_path: Path,
) -> None:
    for told, believed in (({}, ["none"]), ({"PARCHEMIN_OIDC_DOMAINS": "Ecole.example"}, ["ecole.example"])):
        done = start(tmp_path, SAFE | told, "s.DIRECTORY_DOMAINS")
        assert done.stdout.strip() == str(believed), done.stderr


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PARCHEMIN_SECRET_KEY", "short", "shorter than 50"),
        ("DATABASE_URL", "", "DATABASE_URL is missing"),
        ("DATABASE_URL", "sqlite:///x", "not a PostgreSQL address"),
        ("DATABASE_URL", "postgresql://campus:p/ss@db.example.org/campus", "DATABASE_URL cannot be read"),
        ("PARCHEMIN_SMTP", "smtps://campus:s#cret@mail.example.org", "PARCHEMIN_SMTP cannot be read"),
        ("PARCHEMIN_HOSTS", "*", "no public host"),
        ("PARCHEMIN_SECRET_KEY", "a" * 60, "repeats a few"),
        ("PARCHEMIN_HOSTS", "campus.example.org,*", "no public host"),
        ("PARCHEMIN_HTTPS", "no", "HTTPS only"),
        ("PARCHEMIN_PROXIES", "0", "put a proxy"),
        ("PARCHEMIN_PROXIES", "one", "a whole number"),
        ("PARCHEMIN_ADDRESS", "http://campus.example.org", "does not begin with https"),
        ("PARCHEMIN_ADDRESS", "campus.example.org", "PARCHEMIN_ADDRESS is “campus.example.org”"),
        ("PARCHEMIN_ADDRESS", "https://campus.example.org/icn", "nothing after the name"),
        ("PARCHEMIN_ADDRESS", "https://campus.example.org:port", "nothing after the name"),
        ("PARCHEMIN_ADDRESS", "https://[campus", "nothing after the name"),
        ("PARCHEMIN_SECOND_FACTOR", "no", "with a second factor"),
        ("PARCHEMIN_SMTP", "", "PARCHEMIN_SMTP is missing"),
        ("PARCHEMIN_SMTP", "mail.example.org", "not a mail server"),
        ("PARCHEMIN_MAIL_FROM", "", "is not an address"),
        ("PARCHEMIN_OIDC_ISSUER", "https://id.example.org", "without PARCHEMIN_OIDC_CLIENT"),
        ("PARCHEMIN_FIGURES_TOKEN", "short", "shorter than 20"),
        ("PARCHEMIN_HTTPS", "maybe", "yes, no"),
        ("PARCHEMIN_PROFILE", "prod", "embedded, production"),
        ("PARCHEMIN_S3_ENDPOINT", "https://s3.example.org", "PARCHEMIN_S3_BUCKET is missing"),
        ("PARCHEMIN_S3_BUCKET", "ab", "3 to 63"),
    ],
)
def test_an_unsafe_setting_is_refused_with_its_reason(tmp_path: Path, name: str, value: str, said: str) -> None:
    done = start(tmp_path, SAFE | {name: value})

    assert done.returncode != 0
    assert said in done.stderr


EMBEDDED = {"PARCHEMIN_PROFILE": "embedded"}


@pytest.mark.parametrize(
    ("settings", "address", "hosts"),
    [
        (EMBEDDED, "http://localhost:8000", ["localhost", "127.0.0.1"]),
        (EMBEDDED | {"PARCHEMIN_ADDRESS": "https://campus.test/"}, "https://campus.test",
         ["localhost", "127.0.0.1", "campus.test"]),
        (EMBEDDED | {"PARCHEMIN_ADDRESS": "http://[::1]:9000"}, "http://[::1]:9000",
         ["localhost", "127.0.0.1", "[::1]"]),
        (SAFE, "https://campus.example.org", ["campus.example.org"]),
        (SAFE | {"PARCHEMIN_HOSTS": ".example.org"}, "https://example.org", [".example.org", "example.org"]),
        (SAFE | {"PARCHEMIN_ADDRESS": "https://www.example.org"}, "https://www.example.org",
         ["campus.example.org", "www.example.org"]),
    ],
)  # fmt: skip
def test_the_address_people_write_counts_in_every_profile(
    tmp_path: Path, settings: dict[str, str], address: str, hosts: list[str]
) -> None:
    done = start(tmp_path, settings, "s.ADDRESS, s.CSRF_TRUSTED_ORIGINS, s.ALLOWED_HOSTS")

    assert done.stdout.strip() == f"{address} {[address]} {hosts}", done.stderr


def test_without_an_address_an_embedded_campus_keeps_the_one_it_last_opened_at(tmp_path: Path) -> None:
    (tmp_path / "address").write_text("http://localhost:8123", encoding="ascii")

    assert start(tmp_path, EMBEDDED, "s.ADDRESS").stdout == "http://localhost:8123\n"
    assert start(tmp_path, SAFE, "s.ADDRESS").stdout == "https://campus.example.org\n"


IN_A_BUCKET = {
    "PARCHEMIN_S3_BUCKET": "campus-files",
    "PARCHEMIN_S3_KEY": "campus",
    "PARCHEMIN_S3_SECRET": "s-e-c-r-e-t",
}


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("PARCHEMIN_S3_ENDPOINT", "http://s3.example.org", "does not begin with https"),
        ("PARCHEMIN_S3_ENDPOINT", "s3.example.org", "is not an address"),
        ("PARCHEMIN_S3_SECRET", "", "go together"),
        ("PARCHEMIN_S3_BUCKET", "Campus Files", "3 to 63"),
    ],
)
def test_a_bucket_that_is_not_safe_is_refused_and_its_secret_is_not_told(
    tmp_path: Path, name: str, value: str, said: str
) -> None:
    done = start(tmp_path, SAFE | IN_A_BUCKET | {name: value})

    assert done.returncode != 0
    assert said in done.stderr
    assert "s-e-c-r-e-t" not in done.stderr + done.stdout


def test_a_campus_whose_files_are_in_a_bucket_starts(tmp_path: Path) -> None:
    done = start(tmp_path, SAFE | IN_A_BUCKET | {"PARCHEMIN_S3_ENDPOINT": "https://s3.example.org"})

    assert done.returncode == 0, done.stderr


def test_every_reason_is_given_at_once(tmp_path: Path) -> None:
    done = start(tmp_path, {"PARCHEMIN_PROFILE": "production"})

    assert all(
        name in done.stderr for name in ("PARCHEMIN_SECRET_KEY", "DATABASE_URL", "PARCHEMIN_HOSTS", "PARCHEMIN_SMTP")
    )


def test_an_embedded_campus_makes_its_key_once_for_itself_alone(tmp_path: Path) -> None:
    start(tmp_path, {})
    key = tmp_path / "secret-key"
    made = key.read_text(encoding="ascii")
    start(tmp_path, {})

    assert key.read_text(encoding="ascii") == made
    assert key.stat().st_mode & 0o077 == 0


def test_every_setting_is_documented(house: Path) -> None:
    from parchemin.campus.settings import ENVIRONMENT

    page = (house / "docs" / "settings.md").read_text(encoding="utf-8")

    assert [name for name in ENVIRONMENT.meanings if f"`{name}`" not in page] == []
