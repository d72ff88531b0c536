"""Makes a jury in session on a campus that runs, in a process of its own: `python -m tests.service.jury_in_session`.

Every file before it is left to the jury, and an option of each is put to the vote. What it says last, as JSON: where to
vote, who may (an address and their password), and the paper whose marks the office enters meanwhile.
"""

from __future__ import annotations

import json
import os

import django

PASSWORD = "un mot de passe de membre du jury"
FILES = 24


def main() -> None:
    os.environ["DJANGO_SETTINGS_MODULE"] = "parchemin.campus.settings"
    django.setup()
    from parchemin.campus.assessment.actions.papers import set_paper
    from parchemin.campus.assessment.models import Mark
    from parchemin.campus.jury import actions
    from parchemin.campus.people.actions import enter_person, found_school, grant_role
    from parchemin.campus.people.models import Role
    from tests.campus.conftest import NOON, Cast
    from tests.campus.jury.juries import HELD, icn_jury
    from tests.campus.school import mark

    ada, odile, émile, ysolde = (
        enter_person(f"{name}@example.org", name.title(), "Martin", by=None, at=NOON)
        for name in ("ada", "odile", "emile", "ysolde")
    )
    school, other = (
        found_school(slug, slug.upper(), director=who, at=NOON) for slug, who in (("icn", ada), ("lille", ysolde))
    )
    grant_role(odile, school, Role.OFFICE, "icn-pge", by=ada, at=NOON)
    names = [f"Élève{number}" for number in range(FILES)]
    marks = {name: {"S2-RH": "6,9"} for name in names}
    session = icn_jury(Cast(school, ada, odile, émile, other, ysolde), " ".join(names), marks)
    session.open()
    ballots = []
    for name in names:
        ballot = actions.put_to_vote(session.question(name), "redoublement_annuel", by=session.helene, at=HELD)
        ballots.append(str(ballot.pk))
    for person in (*session.members.values(), odile):
        person.set_password(PASSWORD)
        person.save()
    facts = {"épreuve.type": "dossier", "épreuve.coefficient": "1"}
    unit, slot = "module:S1-DROIT", "S1-DROIT/1"
    paper = set_paper(session.programme, 2026, unit, slot, "dossier", facts=facts, by=ada, at=HELD)
    mark(paper, dict.fromkeys(session.students.values(), "10"), by=ada, at=HELD)  # entered, not handed in
    standing = dict(Mark.objects.filter(paper=paper, superseded_at=None).values_list("dossier__ref", "pk"))
    told = {
        "jury": str(session.jury.pk),
        "ballots": ballots,
        "members": [person.email for person in session.members.values()],
        "president": session.helene.email,
        "office": odile.email,
        "paper": str(paper.pk),
        "marks": {str(ref): key for ref, key in standing.items()},
    }
    print(json.dumps(told), flush=True)


if __name__ == "__main__":
    main()
