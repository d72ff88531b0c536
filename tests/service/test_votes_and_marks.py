"""Votes and marks while the campus is struck: what was acknowledged to a member or a teacher is kept, exactly once.

Real members vote through the real web server and the office types marks, while a process of the web server, the whole
server, PostgreSQL and the worker are killed outright, each in the middle of a round of votes.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event
from typing import Any

import psutil
import psycopg
import pytest

from parchemin.campus.embedded import running
from parchemin.service.database import address
from tests.service.campuses import Running, command, environment, until
from tests.service.jury_in_session import PASSWORD
from tests.service.visiting import Visitor

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 120.0  # a killed campus is back in seconds; on a busy machine, in more
CHOICES = ("for", "against", "abstain")
RECEIPT = re.compile(r"Récépissé\s*<code\s*>\s*([0-9A-F-]{14})\s*</code", re.DOTALL)


@dataclass
class Room:
    """The jury in session, and what its members and the office were told is kept."""

    campus: Running
    told: dict[str, Any]
    voters: dict[str, Visitor] = field(default_factory=dict)
    office: Visitor | None = None
    receipts: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)  # ballot, member: choice, receipt
    marks: dict[int, tuple[str, str]] = field(default_factory=dict)  # key: student, mark
    lost: list[str] = field(default_factory=list)  # answers that never came, to votes and marks that were sent again

    def asked(self, query: str, *given: Any) -> list[tuple[Any, ...]]:
        found = running(self.campus.data / "postgres")
        assert found
        with psycopg.connect(host=found[1], user="postgres", dbname="postgres") as reader:
            return reader.execute(query, given).fetchall()


@pytest.fixture
def room(tmp_path: Path) -> Iterator[Room]:
    campus = Running(tmp_path / "data")
    made = Room(campus, seeded(campus))
    for email in made.told["members"]:
        made.voters[email] = signed_in(campus, email)
    made.office = signed_in(campus, made.told["office"])
    yield made
    campus.stop()


def seeded(campus: Running) -> dict[str, Any]:
    found = running(campus.data / "postgres")
    assert found
    done = subprocess.run(
        [sys.executable, "-m", "tests.service.jury_in_session"],
        env=environment(campus.data, DATABASE_URL=address(found[1])),
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return told


def signed_in(campus: Running, email: str) -> Visitor:
    visitor = Visitor(campus.port)
    assert visitor.sign_in(email, PASSWORD).status == 302
    return visitor


def persist(room: Room, what: str, attempt: Callable[[], bool]) -> None:
    """What a person does whose page says nothing: the same again, until it answers."""
    deadline = time.monotonic() + PATIENCE
    while not attempt():
        room.lost.append(what)
        assert time.monotonic() < deadline, f"no answer: {what}"
        time.sleep(0.2)


def vote(room: Room, email: str, ballot: str, choice: str) -> None:
    """Vote, and keep the receipt shown. A vote whose answer was lost is refused the second time: the page shows it."""
    jury, visitor = room.told["jury"], room.voters[email]

    def attempt() -> bool:
        answer = visitor.post(f"/juries/{jury}/ballots/{ballot}/vote/", {"choice": choice}, **{"HX-Request": "true"})
        assert answer.status in (0, 200, 409, 500, 503), answer
        shown = re.search(rf'id="ballot-{ballot}".*?</section>', answer.text, re.DOTALL)
        receipt = RECEIPT.search(shown.group()) if shown else None
        if receipt is None:
            return False
        room.receipts[ballot, email] = choice, receipt.group(1)
        return True

    persist(room, f"vote of {email}", attempt)


def vote_on_all(room: Room, email: str, ballots: list[str]) -> None:
    for place, ballot in enumerate(ballots):
        vote(room, email, ballot, CHOICES[(place + room.told["members"].index(email)) % 3])


def type_marks(room: Room, until_then: Event) -> None:
    """The office types one mark after another, each in the place of the former, as a page does."""
    assert room.office is not None
    office, standing = room.office, dict(room.told["marks"])
    for turn in range(1000):
        for place, student in enumerate(sorted(standing)):
            text = f"{(turn + place) % 19 + 1},5"
            entry = {"dossier": student, "text": text, "seen": standing[student]}

            def attempt(entry: dict[str, Any] = entry) -> bool:
                answer = office.post_json(f"/marks/papers/{room.told['paper']}/entries", {"entries": [entry]})
                if answer.status != 200:
                    return False
                (receipt,) = json.loads(answer.text)["receipts"]
                assert receipt["state"] == "saved", receipt
                standing[entry["dossier"]] = receipt["key"]
                room.marks[receipt["key"]] = entry["dossier"], receipt["text"]
                return True

            persist(room, f"mark of {student}", attempt)
            if until_then.is_set():
                return


def web_process(campus: Running) -> psutil.Process:
    server = campus.first("gunicorn")
    until(server.children)
    return server.children()[0]


def web_server(campus: Running) -> psutil.Process:
    return campus.first("gunicorn")


def database(campus: Running) -> psutil.Process:
    found = running(campus.data / "postgres")
    assert found
    return psutil.Process(found[0])


def worker(campus: Running) -> psutil.Process:
    return campus.first("parchemin.service.worker")


STRIKES = {web_process: 6, web_server: 6, database: 6, worker: 6}  # and how many ballots are voted on meanwhile


def test_every_vote_and_mark_acknowledged_outlives_the_death_of_each_process_exactly_once(room: Room) -> None:
    ballots, over = list(room.told["ballots"]), Event()
    with ThreadPoolExecutor(len(room.voters) + 1) as pool:
        typing = pool.submit(type_marks, room, over)
        try:
            for find, count in STRIKES.items():
                this_round, ballots = ballots[:count], ballots[count:]
                struck, before = find(room.campus), len(room.receipts)
                voting = [pool.submit(vote_on_all, room, email, this_round) for email in room.voters]
                until(lambda before=before: len(room.receipts) > before, PATIENCE)  # type: ignore[misc]
                struck.kill()
                assert not all(one.done() for one in voting), "the blow came too late to strike anybody"
                for one in voting:
                    one.result()
                until(lambda: room.campus.ask() == 200)
        finally:
            over.set()
        typing.result()

    _votes_stand(room)
    _marks_stand(room)
    _counts_agree(room)
    journal = command(room.campus.data, "campus", "journal", "--lang", "en")
    assert journal.returncode == 0, journal.stdout
    assert room.lost, "nothing was ever lost: the blows struck nobody"


def _votes_stand(room: Room) -> None:
    kept = room.asked(
        """select v.ballot_id::text, p.email, v.receipt from jury_vote v
           join jury_seat s on s.id = v.seat_id join people_person p on p.id = s.person_id"""
    )
    assert len(room.receipts) == len(room.told["ballots"]) * len(room.voters)
    assert len(kept) == len(room.receipts)
    receipts = {where: receipt for where, (_, receipt) in room.receipts.items()}
    assert {(ballot, email): receipt for ballot, email, receipt in kept} == receipts


def _marks_stand(room: Room) -> None:
    kept = room.asked(
        """select m.id, d.ref::text, replace(trim_scale(m.value)::text, '.', ','), m.superseded_at is null
           from assessment_mark m join dossiers_dossier d on d.id = m.dossier_id where m.paper_id = %s""",
        room.told["paper"],
    )
    first = set(room.told["marks"].values())
    typed = {key: (student, text) for key, student, text, _ in kept if key not in first}
    assert typed == room.marks
    standing = Counter(student for _, student, _, now in kept if now)
    assert standing == dict.fromkeys(room.told["marks"], 1)


def _counts_agree(room: Room) -> None:
    """What who presides counts afterwards is what the members were told."""
    president = room.voters[room.told["president"]]
    keys = room.campus.data / "ballots"
    assert {path.stem for path in keys.glob("*.key")} == set(room.told["ballots"])
    for ballot in room.told["ballots"]:
        answer = president.post(f"/juries/{room.told['jury']}/ballots/{ballot}/close/", {}, **{"HX-Request": "true"})
        assert answer.status == 200

        counts = room.asked(
            "select votes_for, votes_against, abstentions from jury_ballot where id = %s and closed_at is not null",
            ballot,
        )
        said = Counter(choice for (one, _), (choice, _) in room.receipts.items() if one == ballot)
        assert counts == [(said["for"], said["against"], said["abstain"])]
    assert not list(keys.iterdir()), "nothing can tell any more what anybody voted"
