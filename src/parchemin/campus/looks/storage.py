"""How static files are named in production: by their content, so that browsers may keep them for ever."""

from __future__ import annotations

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]  # it ships no types
    """Hashes the addresses in style sheets and between modules; leaves out maps of sources, which are not served."""

    support_js_module_import_aggregation = True
    patterns = (
        (
            "*.css",
            (
                (r"""(?P<matched>url\((?!['"]?data:)(?P<quote>['"]?)(?P<url>.*?)(?P=quote)\))""", 'url("%(url)s")'),
                (r"""(?P<matched>@import\s*["']\s*(?P<url>.*?)["'])""", '@import url("%(url)s")'),
            ),
        ),
    )
