"""A list of students, looked at before anything is written: what each column means, what is wrong line by line.

Headings are recognised in French and in English, in any order; a column named as a fact of the regulation about the
student ("voie", "modalité") becomes declarations. A problem stops the import; a warning only asks for a second look.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.translation import gettext as _

from parchemin.campus.catalogue.models import Intake
from parchemin.campus.common.files.spreadsheets import ACTIVE, LONGEST_CELL, CellKind, SheetLine
from parchemin.campus.common.years import both_years, university_year
from parchemin.campus.dossiers.models import Dossier
from parchemin.campus.dossiers.queries.decided import obtained
from parchemin.campus.dossiers.queries.subjects import students_already
from parchemin.campus.enrolment.refusals import HeadingsMissing, HeadingTwice, ListEmpty
from parchemin.campus.law.law import Law
from parchemin.campus.law.refusals import ValueRefused
from parchemin.campus.law.sources import collected
from parchemin.campus.law.terms import FactView
from parchemin.campus.people.models import STAFF, Grant, Person
from parchemin.campus.people.queries import plain

type Key = str  # "number", "given_name", "family_name", "email", "since", or the name of a fact


def _words(listed: str) -> frozenset[str]:
    return frozenset(listed.split("|"))


HEADINGS: Mapping[Key, frozenset[str]] = {
    "number": _words(
        "numero|n|no|num|numero etudiant|numero d etudiant|n etudiant|no etudiant|matricule|identifiant|code etudiant|"
        "number|student number|student no|student id|id"
    ),
    "family_name": _words("nom|nom de famille|nom d usage|family name|last name|surname|name"),
    "given_name": _words("prenom|prenoms|premier prenom|given name|given names|first name|forename"),
    "email": _words(
        "adresse|adresse electronique|adresse mail|adresse e mail|adresse email|adresse de courriel|courriel|mel|mail|"
        "e mail|email|address|email address|e mail address"
    ),
    "since": _words("depuis|depuis l annee|depuis annee|since|since the year|since year"),
}
MOST_LINES = 2_000
NEEDED = ("family_name", "given_name", "email")
LONGEST = {"number": 40, "family_name": 100, "given_name": 100, "email": 254}


def heading(key: Key) -> str:
    """The heading of a column, as the file to fill in writes it."""
    return {
        "number": _("number"),
        "family_name": _("family name"),
        "given_name": _("given name"),
        "email": _("address"),
        "since": _("since"),
    }[key]


@dataclass(frozen=True, slots=True)
class ListProblem:
    """What is wrong at a line and a column, with what stands there and what to write instead."""

    line: int
    column: str
    value: str
    what: str
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class ListedStudent:
    """A student as a line says: ready to be enrolled. facts: by name, as kept; since: the year they speak since, that
    of the entry unless a column says another. number is "" when it is to be made."""

    line: int
    number: str
    given_name: str
    family_name: str
    email: str
    facts: Mapping[str, str]
    since: int
    known: bool = False


@dataclass(slots=True)
class ListPreview:
    """What would be written, what stops it, what asks for a second look."""

    students: list[ListedStudent] = field(default_factory=list)
    problems: list[ListProblem] = field(default_factory=list)
    warnings: list[ListProblem] = field(default_factory=list)
    columns: list[tuple[str, str]] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)
    facts: list[FactView] = field(default_factory=list)
    numbered: bool = True

    @property
    def clean(self) -> bool:
        return bool(self.students) and not self.problems


def _year_of(at: datetime) -> int:
    return university_year(timezone.localdate(at))


def folded(text: str) -> str:
    """A heading or a choice without accents, capitals and signs: “N° étudiant” is “n etudiant”."""
    apart = unicodedata.normalize("NFKD", plain(text).replace("°", " "))
    return " ".join(
        "".join(sign if sign.isalnum() else " " for sign in apart if not unicodedata.combining(sign)).split()
    )


def importable(law: Law) -> list[FactView]:
    """The facts about a student that a column may bring: those that no other stage collects."""
    of_stages = collected(law)
    return [view for view in law.facts_at(law.root) if view.name not in of_stages]


def preview(lines: Sequence[SheetLine], intake: Intake, law: Law, at: datetime) -> ListPreview:
    """Everything a list would do, without doing it. Refuses a file that is no list of students at all."""
    facts = importable(law)
    top, columns = _headings(lines, facts)
    columns = _without_empty_numbers(columns, lines[top + 1 :])
    found = ListPreview(numbered="number" in columns.values())
    found.facts = [view for view in facts if view.name in columns.values()]
    labels = {view.name: view.label for view in facts}
    for place, cell in enumerate(lines[top].cells):
        if place in columns:
            key = columns[place]
            found.columns.append((cell, labels.get(key) or heading(key)))
        elif cell:
            found.ignored.append(cell)
    reading = _Reading(found, intake, law, columns, dict(enumerate(lines[top].cells)), at)
    for line in lines[top + 1 :]:
        reading.line(line)
    reading.close()
    if not found.students and not found.problems:
        raise ListEmpty
    return found


def _headings(lines: Sequence[SheetLine], facts: Sequence[FactView]) -> tuple[int, dict[int, Key]]:
    """Which of the first lines holds the headings, and what each column is. A title may stand above them."""
    if not lines:
        raise ListEmpty
    candidates = [(top, _columns(line.cells, facts)) for top, line in enumerate(lines[:10])]
    top, columns = max(candidates, key=lambda one: (len({*one[1].values()} & {*HEADINGS}), -one[0]))
    missing = [heading(key) for key in NEEDED if key not in columns.values()]
    if missing:
        raise HeadingsMissing(", ".join(missing))
    seen: dict[Key, str] = {}
    for place, key in columns.items():
        if key in seen:
            raise HeadingTwice(lines[top].cells[place])
        seen[key] = lines[top].cells[place]
    return top, columns


def _columns(cells: Sequence[str], facts: Sequence[FactView]) -> dict[int, Key]:
    names = {word: key for key, words in HEADINGS.items() for word in words}
    for view in facts:
        attributes = (view.name.partition(".")[2], view.canonical.partition(".")[2], view.label)
        for word in map(folded, attributes):
            names.setdefault(word, view.name)
    return {place: names[word] for place, cell in enumerate(cells) if (word := folded(cell)) in names}


def _without_empty_numbers(columns: Mapping[int, Key], lines: Sequence[SheetLine]) -> dict[int, Key]:
    """A column of numbers that nobody filled in asks for numbers to be made, as one that is not there."""
    empty = {place for place, key in columns.items() if key == "number" and not any(line.text(place) for line in lines)}
    return {place: key for place, key in columns.items() if place not in empty}


class _Reading:
    """Goes through the lines once, then asks the school what it knows of all of them at once."""

    def __init__(
        self,
        found: ListPreview,
        intake: Intake,
        law: Law,
        columns: Mapping[int, Key],
        headings: Mapping[int, str],
        at: datetime,
    ) -> None:
        self.found, self.intake, self.law = found, intake, law
        self.places = {key: place for place, key in columns.items()}
        self.headings = {key: headings[place] for key, place in self.places.items()}
        self.choices = {view.name: {folded(choice): choice for choice in view.choices} for view in found.facts}
        self.first: dict[tuple[Key, str], int] = {}
        entered = university_year(intake.starts)
        self.years = {both_years(year): year for year in range(entered, max(entered, _year_of(at)) + 1)}

    def problem(self, line: int, key: Key, value: str, what: str, remedy: str = "") -> None:
        self.found.problems.append(ListProblem(line, self.headings.get(key) or heading(key), value[:60], what, remedy))

    def line(self, line: SheetLine) -> None:
        before = len(self.found.problems)
        cells = {key: self._cell(line, key, place) for key, place in self.places.items()}
        for key in LONGEST:
            if key in cells:
                self._person(line.number, key, cells[key])
        facts = {view.name: kept for view in self.found.facts if (kept := self._fact(line.number, view, cells))}
        since = self._since(line.number, cells.get("since", ""))
        if len(self.found.problems) == before:
            email = cells["email"].lower()
            number = cells.get("number", "")
            names = (cells["given_name"], cells["family_name"])
            self.found.students.append(ListedStudent(line.number, number, *names, email, facts, since))

    def _cell(self, line: SheetLine, key: Key, place: int) -> str:
        value = unicodedata.normalize("NFC", line.text(place))
        computed = line.kind(place) in (CellKind.FORMULA, CellKind.FAULT)
        if computed or value.startswith("=") or (key in LONGEST and value.startswith(tuple(ACTIVE))):
            self.problem(line.number, key, value, _("This is a formula, or begins like one."), _("Write its value."))
        elif any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn") or sign == "\ufffd" for sign in value):
            self.problem(line.number, key, value, _("This holds signs that cannot be seen."), _("Type it again."))
        elif len(value) > LONGEST.get(key, LONGEST_CELL):
            self.problem(line.number, key, value, _("This is too long."), _("Shorten it."))
        return value

    def _person(self, line: int, key: Key, value: str) -> None:
        if not value:
            self.problem(line, key, "", _("Nothing is written here."), _("Fill it in."))
            return
        if key == "email":
            try:
                validate_email(value)
            except ValidationError:
                self.problem(line, key, value, _("This is no address."), _("Write it as name@school.example."))
                return
        if key in ("email", "number"):
            first = self.first.setdefault((key, value.casefold()), line)
            if first != line:
                told = _("Line %(line)d has the same.") % {"line": first}
                self.problem(line, key, value, told, _("Correct one of the two lines."))

    def _since(self, line: int, value: str) -> int:
        """The year since which the facts of a line speak, written 2025 or 2025-2026."""
        told = value.replace("/", "-").replace(" ", "")
        year = next((year for words, year in self.years.items() if told in ("", words, str(year))), 0)
        if not year:
            what = _("This is no year since which something can be said of who enters with this intake.")
            self.problem(line, "since", value, what, _("Write %(accepted)s.") % {"accepted": ", ".join(self.years)})
        return year

    def _fact(self, line: int, view: FactView, cells: Mapping[Key, str]) -> str:
        value = cells[view.name]
        if not value or value.startswith("="):
            return ""
        try:
            return self.law.plain(view.name, self.choices[view.name].get(folded(value), value))
        except ValueRefused:
            choices = ", ".join(choice.replace("_", " ") for choice in view.choices)
            accepted = _("Write %(accepted)s.") % {"accepted": choices or view.accepted}
            self.problem(line, view.name, value, _("The regulation does not accept this value."), accepted)
            return ""

    # --- what the school knows ----------------------------------------------------------------------------------

    def close(self) -> None:
        students = self.found.students
        by_email = {one.email: one for one in students}
        persons = {p.email: p for p in Person.objects.filter(email__in=by_email)}
        self._numbers({one.number.casefold(): one for one in students if one.number})
        self._known(by_email, persons, without=self._students(by_email, persons))
        self._namesakes()
        self.found.students = [replace(one, known=one.email in persons) for one in students]
        self.found.problems.sort(key=lambda problem: problem.line)
        self.found.warnings.sort(key=lambda warning: warning.line)

    def _numbers(self, numbers: Mapping[str, ListedStudent]) -> None:
        here = Dossier.objects.filter(programme=self.intake.programme).annotate(small=Lower("number"))
        for dossier in here.filter(small__in=[one.number.lower() for one in numbers.values()]).select_related("person"):
            one = numbers[dossier.number.casefold()]
            told = _("This number is that of %(who)s.") % {"who": dossier.subject}
            self.problem(one.line, "number", one.number, told, _("Give another number."))

    def _known(
        self, by_email: Mapping[str, ListedStudent], persons: Mapping[str, Person], *, without: Collection[str]
    ) -> None:
        """Somebody known by their address is the same person. A name is only said to the school that knows it."""
        here: dict[object, set[str]] = {}
        grants = Grant.objects.filter(person__in=persons.values(), school=self.intake.programme.school)
        for key, role, ended in grants.values_list("person", "role", "ended"):
            here.setdefault(key, set()).update([role] if ended is None else [""])
        inside = set(Dossier.objects.students().filter(intake=self.intake).values_list("person_id", flat=True))
        for email, person in ((email, person) for email, person in persons.items() if email not in without):
            one, roles = by_email[email], here.get(person.pk, set())
            if person.pk in inside:
                told = _("%(who)s is already in this intake.") % {"who": person}
                self.problem(one.line, "email", email, told, _("Take this line out of the list."))
            elif roles & {*STAFF}:
                told = _("This address is that of %(who)s, who works for the school.") % {"who": person}
                self.problem(one.line, "email", email, told, _("Give the student’s own address."))
            else:
                who = str(person) if roles else ""
                told = (
                    _("%(who)s is already known under this address: the new file is theirs, under that name.")
                    % {"who": who}
                    if who
                    else _("Somebody already has an account under this address: the new file is theirs.")
                )
                self.found.warnings.append(ListProblem(one.line, self.headings["email"], email, told))

    def _students(self, by_email: Mapping[str, ListedStudent], persons: Mapping[str, Person]) -> set[str]:
        """Somebody who has a file of the programme, of another intake: that one is registered instead."""
        files = [one for one in students_already(self.intake, persons.values()) if one.intake_id != self.intake.pk]
        diplomas = obtained(files)
        for file in {one.person_id: one for one in files}.values():
            email = file.student.email
            told = _("%(who)s has a file in this programme already: %(number)s.")
            told %= {"who": file.subject, "number": file.number}
            for one in diplomas.get(file.pk, ())[:1]:
                told += " " + _("Obtained: %(what)s (%(jury)s).") % {"what": one.words, "jury": one.jury}
            remedy = _(
                "Take this line out, and register that file for the year. If they truly begin again, open their file "
                "by hand, with the reason."
            )
            self.problem(by_email[email].line, "email", email, told, remedy)
        return {one.student.email for one in files}

    def _namesakes(self) -> None:
        """The same name twice, in the list or in the programme: perhaps the same person under two addresses."""
        names: dict[str, ListedStudent] = {}
        for one in self.found.students:
            name = folded(f"{one.family_name} {one.given_name}")
            if name in names:
                told = _("Line %(line)d has the same name: is it the same person?") % {"line": names[name].line}
                self._twin(one, told)
            names.setdefault(name, one)
        others = (
            Dossier.objects.students()
            .filter(programme=self.intake.programme)
            .exclude(person__email__in=[one.email for one in self.found.students])
        )
        known = others.values_list("number", "person__family_name", "person__given_name")
        for number, family, given in known:
            if (twin := names.get(folded(f"{family} {given}"))) is not None:
                self._twin(twin, _("File %(number)s has the same name: is it the same person?") % {"number": number})

    def _twin(self, one: ListedStudent, told: str) -> None:
        self.found.warnings.append(
            ListProblem(one.line, self.headings["family_name"], f"{one.given_name} {one.family_name}", told)
        )
