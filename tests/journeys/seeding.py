"""Makes the school of the journeys, in a process of its own: `python -m tests.journeys.seeding`.

Every story is there; the crowd is small. The last line said is who may sign in, as JSON: by role, then by story.
"""

from __future__ import annotations

import json
import os

import django

from tests import moment

SCALE = 0.08


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "parchemin.campus.settings"
    django.setup()
    from parchemin.campus.demo import school
    from parchemin.campus.demo.stories import STORIES
    from parchemin.campus.dossiers.models import Dossier
    from parchemin.service.preparation import prepare

    prepare(demo=False)
    school.seed(moment.DAY, scale=SCALE)
    roles = ("director", "office", "teacher", "jury", "student", "ipag", "lille")
    who = {role: email for role, (_, _, email, _) in zip(roles, school.sign_ins(), strict=True)}
    files = Dossier.objects.select_related("person", "programme")
    for key, story in STORIES.items():
        who[key] = files.get(programme__slug=story.programme, number=story.number).student.email
    print(json.dumps({"who": who, "password": school.PASSWORD}), flush=True)


if __name__ == "__main__":
    main()
