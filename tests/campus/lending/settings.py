"""The campus with the lending library in it, for the tests run with it. A stage has its line in the campus's own."""

from __future__ import annotations

from parchemin.campus.settings import *  # noqa: F403
from parchemin.campus.settings import INSTALLED_APPS as CAMPUS

AFTER = CAMPUS.index("parchemin.campus.enrolment") + 1
INSTALLED_APPS = [*CAMPUS[:AFTER], "tests.campus.lending", *CAMPUS[AFTER:]]
