"""What is proved of transcripts beside their rows: that the file of each is the one that was sealed."""

from __future__ import annotations

from collections.abc import Iterator

from parchemin.campus.awards.models import Transcript
from parchemin.campus.common.proving import CHECKS, of_other_files


@CHECKS.at(70)
def files_as_sealed(chain: str) -> Iterator[tuple[int, str]]:
    """The lines that told of a transcript whose file is another, or was destroyed."""
    return of_other_files(chain, Transcript, "file", "sha256")
