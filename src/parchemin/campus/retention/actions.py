"""What has served its time is erased, told by the journal, remembered for a backup that would bring it back."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone, translation

from parchemin.campus.catalogue.models import Programme
from parchemin.campus.clock.actions import PlannedTask, schedule
from parchemin.campus.common import journal
from parchemin.campus.common.files import KeptFile
from parchemin.campus.common.files.storing import destroy
from parchemin.campus.common.guards import erasing
from parchemin.campus.common.models import ActReason, Evidence
from parchemin.campus.common.reading import note_read
from parchemin.campus.people.models import Person, School
from parchemin.campus.retention import access
from parchemin.campus.retention.models import RULES, Blank, Erasure, RetentionRule
from parchemin.campus.retention.queries import VERB, RememberedErasure, memory, next_night, remembered, why_kept
from parchemin.campus.retention.refusals import MustBeKept, NobodyThere, NothingLeft, RequestReasonMissing
from parchemin.whole import append_lines

SWEEP, PERSON = "retention.sweep", "person"
LANGUAGE = "fr"  # the journal's own, whatever the language of who acts


def erase(
    rule: RetentionRule,
    key: str,
    *,
    by: Person | None = None,
    why: Sequence[ActReason] = (),
    first: datetime | None = None,
    at: datetime,
) -> bool:
    """Erase one subject, all of it or nothing. False when nothing of it is left. why: where somebody asked for it.
    first: when it was erased already, where it came back: what it has since then stays.

    The line of the journal says which rule and which article; the rows are vouched for as they are left, each by a line
    of the chain of its own school.
    """
    with transaction.atomic():
        found = rule.again(key, first) if first and rule.again else rule.erasure(key)
        if found is None:
            return False
        with erasing():
            for blank in found.blanks:
                _blank(blank)
            # What somebody called a file tells of them, and its digest whether it was a file that one holds.
            KeptFile.objects.filter(pk__in=[file.pk for file in found.files]).update(name="", sha256="")
        for role in found.ends:
            role.ended = max(role.since, at)  # a clock set back: it ends when it began
            role.save(update_fields=["ended"])
        for row in found.gone:
            row.delete()
        for file in found.files:
            destroy(file, at=at)
        if first is None:
            remember(RememberedErasure(rule.name, key, at))
        _tell(rule, found, by, why, first, at)
    return True


def _blank(blank: Blank) -> None:
    note_read([blank.row])
    for name, value in blank.values.items():
        setattr(blank.row, name, value)
    blank.row.save(update_fields=list(blank.values))


def _tell(
    rule: RetentionRule,
    found: Erasure,
    by: Person | None,
    why: Sequence[ActReason],
    first: datetime | None,
    at: datetime,
) -> None:
    with translation.override(LANGUAGE):
        told: journal.Payload = {
            "rule": rule.name,
            "what": str(rule.what),
            "why": str(rule.why),
            "files": len(found.files),
            **({"again": first.isoformat()} if first else {}),  # nobody asks for it now: who did stands at that moment
        }
    changed = [*found.ends, *(blank.row for blank in found.blanks if isinstance(blank.row, Evidence))]
    rows = _by_chain(changed)
    for chain in sorted({found.school.slug, *rows}):  # the order in which chains are held
        ours = chain == found.school.slug
        journal.record(
            VERB,
            found.about[:200],
            chain=chain,
            actor=by.pk if by else None,
            at=at,
            payload=told if ours else {**told, "files": 0},
            rows=rows.get(chain, ()),
            why=why if ours else (),
        )


def _by_chain(rows: Iterable[Evidence]) -> Mapping[str, Sequence[Evidence]]:
    """These rows by the chain that vouches for them."""
    of_kind: dict[type[Evidence], list[Evidence]] = defaultdict(list)
    for row in rows:
        of_kind[type(row)].append(row)
    found: dict[str, list[Evidence]] = defaultdict(list)
    for model, some in of_kind.items():
        here = model._base_manager.filter(pk__in=[row.pk for row in some])
        chains = dict(here.values_list("pk", model.CHAIN))
        for row in some:
            found[str(chains[row.pk])].append(row)
    return found


def erase_on_request(person: Person, school: School, *, reason: str, by: Person, at: datetime) -> bool:
    """Erase what is a school's of somebody who asks for it; who they are too, unless another school has a file or a
    role of theirs. Gives whether who they are is erased. reason: what they asked, and when.

    Raises `MustBeKept` with all the reasons.
    """
    access.ERASE.demand(by, school)
    if not person.grants.filter(school=school).exists():
        raise NobodyThere
    if why := why_kept(person, school):
        raise MustBeKept(str(person), " ; ".join(why))
    if not reason.strip():
        raise RequestReasonMissing
    if not erase(RULES[PERSON], person_key(person, school), by=by, why=journal.because(reason, person), at=at):
        raise NothingLeft
    return Person.objects.get(pk=person.pk).erased


def person_key(person: Person, school: School) -> str:
    """What is a school's of somebody, as a subject of the rule of persons."""
    return f"{person.pk} {school.pk}"


def sweep(programme: Programme, *, at: datetime) -> int:
    """Erase everything of a programme whose time has come, and the sessions that are over; gives how many subjects."""
    Session.objects.filter(expire_date__lt=at).delete()
    day = timezone.localdate(at)
    return sum(erase(rule, key, at=at) for rule in RULES.values() for key in list(rule.due(programme, day)))


def plan_sweep(programme: Programme, *, at: datetime) -> None:
    """Have it looked for the next night. It is of no programme's coming list: it comes every night."""
    due = next_night(at)
    told = {"programme": str(programme.pk)}
    night = PlannedTask(f"{programme.pk} {due.date()}", due, programme.title, programme.school.slug, "", told)
    schedule(SWEEP, night, at=at)


def plan_sweeps(*, at: datetime) -> None:
    """The same for every programme: of a school that a former version kept, none is planned yet."""
    with transaction.atomic():
        for programme in Programme.objects.select_related("school").order_by("pk"):
            plan_sweep(programme, at=at)


def remember(done: RememberedErasure) -> None:
    """Keep, beside the database, that something was erased: before the act is written, so that none is forgotten.

    Nothing there says what was erased. An act that is then not written is done again, which harms nobody.
    """
    line = json.dumps({"rule": done.rule, "key": done.key, "at": done.at.isoformat()})
    append_lines(memory(), [line])


def erase_again(*, at: datetime) -> int:
    """Erase what was erased already and came back with a backup; gives how many subjects. What somebody has since they
    were erased (they apply again) stays.

    What is remembered is signed by nobody: of a rule with a term, only what is due is erased.
    """
    done: dict[tuple[str, str], datetime] = {}
    for one in remembered():
        if one.rule in RULES:
            done[one.rule, one.key] = max(one.at, done.get((one.rule, one.key), one.at))
    day, programmes = timezone.localdate(at), list(Programme.objects.all())
    due = {
        (rule, key)
        for rule in {rule for rule, _ in done} - {PERSON}
        for programme in programmes
        for key in RULES[rule].due(programme, day)
    }
    return sum(
        erase(RULES[rule], key, first=first, at=at)
        for (rule, key), first in done.items()
        if rule == PERSON or (rule, key) in due
    )
