"""What the author declared open: silences of the source, readings taken, figures assumed. All are notes."""

from __future__ import annotations

from collections.abc import Iterator

from parchemin.regulation.findings import Finding
from parchemin.regulation.meaning.graph import Regulation
from parchemin.regulation.meaning.values import show
from parchemin.regulation.verification.wordings import ASSUMED, READING, SILENCE

NATURES = {
    "silence": ("Silence de la source", "The source is silent"),
    "contradiction": ("Contradiction de la source", "The source contradicts itself"),
    "ambiguity": ("Ambiguïté de la source", "The source is ambiguous"),
    "assumption": ("Hypothèse déclarée", "Declared assumption"),
}


def assumption_notes(regulation: Regulation) -> Iterator[Finding]:
    """A note for each silence, reading and assumption, at its line."""
    for silence in regulation.silences:
        french, english = NATURES[silence.nature]
        values = {
            "nature_fr": french,
            "nature_en": english,
            "point": silence.point,
            "treatment": silence.treatment or "—",
        }
        yield Finding(SILENCE, silence.place, values)
    for reading in regulation.readings.values():
        meaning = dict(reading.alternatives)[reading.taken]
        others = ", ".join(f"lecture.{reading.name}={a}" for a, _ in reading.alternatives if a != reading.taken)
        values = {"name": reading.name, "taken": reading.taken, "meaning": meaning, "others": others}
        yield Finding(READING, reading.place, values)
    for parameter in regulation.parameters.values():
        if parameter.assumed:
            value = show(parameter.value, parameter.type, regulation.language)
            yield Finding(ASSUMED, parameter.place, {"name": parameter.name, "value": value})
