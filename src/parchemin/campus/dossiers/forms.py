"""The form of the facts of a member or row, made from what the text asks: typed fields, choices, days, "not known"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from parchemin.campus.common.days import DayField
from parchemin.campus.common.years import both_years, university_year
from parchemin.campus.dossiers.actions import Identity, Statement
from parchemin.campus.dossiers.models import DeclaredLine, Dossier
from parchemin.campus.dossiers.queries.declared import LevelView, by_article
from parchemin.campus.dossiers.queries.everybody import SharedFact
from parchemin.campus.dossiers.queries.years import SpokenYears
from parchemin.campus.law.law import Law
from parchemin.campus.law.refusals import ValueRefused
from parchemin.campus.law.terms import FactView

UNKNOWN = "?"


class AsOfForm(forms.Form):
    """As of which year, and as known by the end of which day, things are looked at; else as they stand.

    first: the first year that there is anything to see of. at: now.
    """

    year = forms.TypedChoiceField(label=_("University year"), coerce=int, empty_value=None, required=False)
    on = DayField(label=_("As known on"), required=False)

    def __init__(self, first: int, at: datetime, data: Any = None) -> None:
        super().__init__(data if data is not None else {})
        self.at, last = at, university_year(timezone.localdate(at))
        years = [(str(year), both_years(year)) for year in range(last, first - 1, -1)]
        self.fields["year"].choices = [("", _("every year")), *years]  # type: ignore[attr-defined]

    def clean_on(self) -> date | None:
        on: date | None = self.cleaned_data["on"]
        if on is not None and on > timezone.localdate(self.at):
            raise forms.ValidationError(_("That day has not come: nothing is known of it."))
        return on

    @property
    def said_year(self) -> int | None:
        """The year asked about; None where none is, or where it is none of those offered."""
        return self.cleaned_data.get("year") if self.is_valid() else None

    @property
    def known(self) -> datetime | None:
        """The end of the day asked about; None for today, which is what is known now."""
        on = self.cleaned_data.get("on") if self.is_valid() else None
        if on is None or on == timezone.localdate(self.at):
            return None
        return timezone.make_aware(datetime.combine(on, time.max))


class SinceForm(forms.Form):
    """Since which university year something is declared: what holds in that year is shown before it is changed."""

    since = forms.TypedChoiceField(
        label=_("Since the year"),
        coerce=int,
        help_text=_(
            "What is said speaks of that year and of those after it; what was said stays for the years before."
        ),
    )

    def __init__(self, spoken: SpokenYears, asked: str) -> None:
        """`asked`: what the address says, "" for the usual year."""
        self.year = int(asked) if asked.isdecimal() and len(asked) == 4 else spoken.usual
        self.usual = spoken.usual
        super().__init__(initial={"since": self.year})
        offered = spoken.every if self.year in spoken else [self.year, *spoken.every]
        self.fields["since"].choices = [(year, both_years(year)) for year in offered]  # type: ignore[attr-defined]


@dataclass(frozen=True, slots=True)
class FactField:
    """A fact in the form: its field, the box that says it is not known, and what stands by now if it changed.

    of_all: what is said of it of everybody they study with.
    """

    fact: FactView
    field: forms.BoundField
    unknown: forms.BoundField | None
    was: forms.BoundField
    now: str = ""
    who: str = ""
    of_all: SharedFact | None = None


class PlaceForm(forms.Form):
    """The facts of one member or row. Only what differs from what the writer saw is said.

    standing: what is declared of it, by fact. changes: by fact, what is written now (None withdraws) and what was seen.
    moved: what somebody else changed meanwhile, with its new value and their name. of_all: by fact, what is said of
    everybody they study with.
    """

    def __init__(
        self,
        law: Law,
        level: LevelView,
        standing: Mapping[str, DeclaredLine],
        data: Any = None,
        prefix: str | None = None,
    ) -> None:
        super().__init__(data, prefix=prefix)
        self.law, self.level = law, level
        self.moved: Mapping[str, tuple[str, str]] = {}
        self.of_all: Mapping[str, SharedFact] = {}
        for number, fact in enumerate(level.facts):
            kept = standing[fact.name].value if fact.name in standing else ""
            self._add(number, fact, kept)

    def _add(self, number: int, fact: FactView, kept: str) -> None:
        known = kept not in ("", UNKNOWN)
        field = _field(fact)
        field.initial = (self._written(fact, kept) if known or fact.kind in ("truth", "choice") else "") if kept else ""
        self.fields[f"f{number}"] = field
        if fact.kind in ("number", "date", "text"):
            self.fields[f"u{number}"] = forms.BooleanField(
                label=_("not known"), required=False, initial=kept == UNKNOWN
            )
        self.fields[f"w{number}"] = forms.CharField(required=False, widget=forms.HiddenInput, initial=kept, strip=False)

    def _written(self, fact: FactView, kept: str) -> str:
        """A kept value as the field holds it."""
        return self.law.shown(fact.name, kept) if fact.kind == "number" else kept

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or {})
        self.changes: dict[str, tuple[str | None, str]] = {}
        for number, fact in enumerate(self.level.facts):
            text = UNKNOWN if cleaned.get(f"u{number}") else str(cleaned.get(f"f{number}") or "").strip()
            was = str(cleaned.get(f"w{number}") or "")
            try:
                kept = self.law.plain(fact.name, text) if text else ""
            except ValueRefused as refused:
                self.add_error(f"f{number}", str(refused.remedy))
                continue
            if kept != was:
                self.changes[fact.name] = (text or None, was)
        return cleaned

    @property
    def replaces(self) -> bool:
        """Something declared before is changed or withdrawn."""
        return any(was for _text, was in self.changes.values())

    @property
    def emptied(self) -> frozenset[str]:
        """What was declared and is left empty."""
        return frozenset(name for name, (text, _was) in self.changes.items() if text is None)

    def said(self, dossier: Dossier, place: str, since: int, *, mistake: bool = False) -> list[Statement]:
        """What the form says, since a year, that was not said of it before. mistake: so was what is emptied."""
        return [
            Statement(dossier, name, place, text, was, since, mistake=mistake and text is None)
            for name, (text, was) in self.changes.items()
        ]

    def asked(self) -> list[FactField]:
        """The fields, in the order of the text."""
        return [self._asked(fact, number) for number, fact in enumerate(self.level.facts)]

    def articles(self) -> Iterator[tuple[str, list[FactField]]]:
        """The fields, under the article that asks for each."""
        fields = {one.fact.name: one for one in self.asked()}
        for article, facts in by_article(self.level.facts):
            yield article, [fields[fact.name] for fact in facts]

    def _asked(self, fact: FactView, number: int) -> FactField:
        now, who = self.moved.get(fact.name, ("", ""))
        unknown = self[f"u{number}"] if f"u{number}" in self.fields else None
        of_all = self.of_all.get(fact.name)
        return FactField(fact, self[f"f{number}"], unknown, self[f"w{number}"], now, who, of_all)

    def caught_up(self, standing: Mapping[str, DeclaredLine], data: dict[str, Any]) -> Mapping[str, tuple[str, str]]:
        """What somebody else changed since it was seen; `data`, the words sent, then says that it was seen."""
        moved: dict[str, tuple[str, str]] = {}
        for number, fact in enumerate(self.level.facts):
            found, seen = standing.get(fact.name), self.add_prefix(f"w{number}")
            now = found.value if found else ""
            if str(data.get(seen, "")) != now:
                moved[fact.name] = (self.law.shown(fact.name, now) if now else "—", str(found.by) if found else "—")
            data[seen] = now
        return moved


def _endings(since: int) -> list[tuple[str, str]]:
    """What becomes of something that is said no more."""
    asked = {"year": f"{since}-{since + 1}"}
    return [
        ("ended", _("It says nothing from %(year)s on; what was said stays for the years before") % asked),
        ("mistake", str(_("It was said by mistake: what was said of the years before holds again"))),
    ]


class ChangesForm(forms.Form):
    """Why facts change, since a year; and what becomes of those left empty, where something is declared."""

    how = forms.ChoiceField(
        label=_("What becomes of the facts you empty"),
        help_text=_("Needed only when you leave empty something declared before."),
        widget=forms.RadioSelect,
        required=False,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=400,
        required=False,
        help_text=_("Needed to change or withdraw something declared before. It stays beside the change."),
    )

    def __init__(self, since: int, data: Any = None, *, declared: bool) -> None:
        super().__init__(data)
        self.since = since
        self.fields["how"].choices = _endings(since)  # type: ignore[attr-defined]
        if not declared:
            del self.fields["how"]

    @property
    def mistake(self) -> bool:
        """What is left empty was said by mistake."""
        return bool(self.cleaned_data.get("how") == "mistake")

    def check(self, facts: Sequence[PlaceForm]) -> None:
        """That all is said which these forms of facts ask for."""
        if any(one.replaces for one in facts) and not str(self.cleaned_data.get("reason") or "").strip():
            self.add_error("reason", str(_("Say why this changes: it stays beside the change.")))
        if any(one.emptied for one in facts) and "how" in self.fields and not self.cleaned_data.get("how"):
            self.add_error("how", str(_("Say what becomes of what you emptied.")))


class FactsForm(ChangesForm):
    """A page of one member or row: its facts, and why they change."""

    def __init__(
        self,
        law: Law,
        level: LevelView,
        standing: Mapping[str, DeclaredLine],
        since: int,
        data: Any = None,
        *,
        of_all: Mapping[str, SharedFact] | None = None,
    ) -> None:
        super().__init__(since, data, declared=bool(standing))
        self.law, self.level = law, level
        self.place = PlaceForm(law, level, standing, data)
        self.place.of_all = of_all or {}

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or {})
        if not self.place.is_valid():
            raise forms.ValidationError(_("Correct what is marked below, then save again."))
        self.check([self.place])
        return cleaned

    def articles(self) -> Iterator[tuple[str, list[FactField]]]:
        """The fields, under the article that asks for each."""
        return self.place.articles()

    @property
    def changes(self) -> Mapping[str, tuple[str | None, str]]:
        """By fact, what is written now (None withdraws) and what was seen."""
        return self.place.changes

    @property
    def mistaken(self) -> frozenset[str]:
        """What is left empty because it was said by mistake."""
        return self.place.emptied if self.mistake else frozenset()

    def said(self, dossier: Dossier, place: str) -> list[Statement]:
        """What the form says that was not said of it before."""
        return self.place.said(dossier, place, self.since, mistake=self.mistake)

    def again(self, standing: Mapping[str, DeclaredLine]) -> FactsForm:
        """After a conflict: the same words, beside what stands by now; saving once more says them knowingly."""
        data = {name: self.data[name] for name in self.data}
        moved = self.place.caught_up(standing, data)
        form = FactsForm(self.law, self.level, standing, self.since, data, of_all=self.place.of_all)
        form.place.moved = moved
        return form


class LevelForm(ChangesForm):
    """A page of a whole level: the facts of each of its members, and why they change.

    members: the key of each, its label, and its form; what a value may be stands once, above the table.
    """

    def __init__(
        self,
        law: Law,
        level: LevelView,
        standing: Mapping[str, Mapping[str, DeclaredLine]],
        since: int,
        data: Any = None,
    ) -> None:
        super().__init__(since, data, declared=any(standing.values()))
        self.law, self.level = law, level
        self.members = [
            (place, label, PlaceForm(law, level, standing.get(place, {}), data, f"m{number}"))
            for number, (place, label) in enumerate(level.places)
        ]
        for _place, _label, form in self.members:
            for field in form.fields.values():
                field.help_text = ""

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or {})
        right = [form.is_valid() for _place, _label, form in self.members]
        if not all(right):
            raise forms.ValidationError(_("Correct what is marked below, then save again."))
        self.check([form for _place, _label, form in self.members])
        return cleaned

    def said(self, dossier: Dossier) -> list[Statement]:
        """What the page says that was not said of it before."""
        return [
            one
            for place, _label, form in self.members
            for one in form.said(dossier, place, self.since, mistake=self.mistake)
        ]

    def again(self, standing: Mapping[str, Mapping[str, DeclaredLine]]) -> LevelForm:
        """After a conflict: the same words, beside what stands by now; saving once more says them knowingly."""
        data = {name: self.data[name] for name in self.data}
        moved = [form.caught_up(standing.get(place, {}), data) for place, _label, form in self.members]
        page = LevelForm(self.law, self.level, standing, self.since, data)
        for (_place, _label, form), seen in zip(page.members, moved, strict=True):
            form.moved = seen
        return page


def _field(fact: FactView) -> forms.Field:
    named: dict[str, Any] = {"label": _sentence(fact.label), "required": False}
    if fact.kind == "truth":
        answers = [("", _("not said")), ("true", _("yes")), ("false", _("no")), (UNKNOWN, _("not known"))]
        return forms.ChoiceField(choices=answers, **named)
    if fact.kind == "choice":
        choices = [(choice, choice.replace("_", " ")) for choice in fact.choices]
        return forms.ChoiceField(choices=[("", _("not said")), *choices, (UNKNOWN, _("not known"))], **named)
    if fact.kind == "date":
        days = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.CharField(widget=days, max_length=40, **named)
    help_text = fact.accepted if fact.kind == "number" else ""
    attributes = {"inputmode": "decimal", "autocomplete": "off"} if fact.kind == "number" else {"autocomplete": "off"}
    return forms.CharField(widget=forms.TextInput(attrs=attributes), max_length=200, help_text=help_text, **named)


def _sentence(label: str) -> str:
    return label[:1].upper() + label[1:]


class OpenForm(forms.Form):
    """What a file is opened for. `roots`: those of the text, in its words."""

    root = forms.ChoiceField(label=_("Kind of file"), help_text=_("As the regulation names it."))
    number = forms.CharField(
        label=_("File no."),
        max_length=40,
        required=False,
        help_text=_("The school’s own, or what tells it from the others; made when it is left empty."),
    )
    given_name = forms.CharField(label=_("Given name"), max_length=100, required=False)
    family_name = forms.CharField(label=_("Family name"), max_length=100, required=False)
    email = forms.EmailField(
        label=_("Address"),
        max_length=254,
        required=False,
        help_text=_("Whoever is known by it is the same person. Leave all three empty when it is about nobody."),
    )
    reason = forms.CharField(
        label=_("Why another file"),
        max_length=400,
        required=False,
        help_text=_("Only for a student of the programme whose former studies are over, and who begins again."),
    )
    invite = forms.BooleanField(label=_("Mail them how to sign in"), required=False)

    def __init__(self, roots: Mapping[str, str], data: Any = None, *, initial: Mapping[str, str]) -> None:
        super().__init__(data, initial=dict(initial))
        choice = self.fields["root"]
        assert isinstance(choice, forms.ChoiceField)
        choice.choices = list(roots.items())

    def about(self) -> Identity | None:
        """Whom it is about, as far as it is written; None when nothing is."""
        told = [str(self.cleaned_data[name]).strip() for name in ("email", "given_name", "family_name")]
        return Identity(*told) if any(told) else None


class RowForm(forms.Form):
    """Which row is added: under what, and its name."""

    parent = forms.ChoiceField(label=_("Under"))
    name = forms.CharField(
        label=_("Name of the line"), max_length=80, help_text=_("What tells it from the others; without a slash.")
    )

    def __init__(self, level: LevelView, data: Any = None, suggestion: str = "") -> None:
        super().__init__(data, initial={"name": suggestion})
        if level.places:
            parent = self.fields["parent"]
            assert isinstance(parent, forms.ChoiceField)
            parent.choices = level.places
        else:
            del self.fields["parent"]

    def clean_name(self) -> str:
        name = " ".join(str(self.cleaned_data["name"]).split())
        if "/" in name or not name.isprintable():
            raise forms.ValidationError(_("Write the name without a slash."))
        return name

    def place(self) -> str:
        parent, name = self.cleaned_data.get("parent", ""), self.cleaned_data["name"]
        return f"{parent}/{name}" if parent else name


class WithdrawForm(forms.Form):
    """mistake: the lines are taken back, and what was said before them holds; else nothing is said since the year."""

    how = forms.ChoiceField(label=_("What becomes of it"), widget=forms.RadioSelect, initial="ended", required=False)
    reason = forms.CharField(label=_("Reason"), max_length=400)

    def __init__(self, since: int, data: Any = None) -> None:
        super().__init__(data)
        self.fields["how"].choices = _endings(since)  # type: ignore[attr-defined]

    @property
    def mistake(self) -> bool:
        return bool(self.cleaned_data["how"] == "mistake")
