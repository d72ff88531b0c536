"""Whatever is written, a text is understood, faulted or refused: never anything else."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from parchemin.regulation.evaluation.cases import run_cases
from parchemin.regulation.findings import Refused
from parchemin.regulation.meaning import Understood, understand
from parchemin.regulation.reading import versions
from tests.regulation.texts import HEADER, RULES, TREE

ROOT = Path(__file__).resolve().parents[2]
SMALL = HEADER + TREE + RULES
RECIPES = (ROOT / "docs/exemples/recettes.md").read_text(encoding="utf-8")
TEXTS = sorted((ROOT / "regulations").glob("*/*.md"))
FRONTS = {path.parent: next(p for p in TEXTS if p.parent == path.parent) for path in TEXTS}
SIGNS = """
|| \\\\| == ** ~~~ ``` ```règles --- [*] )( .. 1e9 0 -1 1/0 0/0 inconnu sinon non si tous( vide= lambda
__import__('os') {name} {0} %s [/bold] étudiant. module[ selon( échéance(
"""
STRANGE = st.sampled_from(
    [*"\x00\u202e\u200f\ufeff\u2028\x85\x0b\t|=⇒§`[]().,;#«éﬁ²½٣𝟗😀\ud7ff", *SIGNS.split(), "e\u0301", "9" * 60]
)
NOISE = STRANGE | st.text(max_size=12)


def survives(folder: Path, text: str) -> Understood | None:
    """Read, understand and run the cases: a result, findings that can be said in both languages, or `Refused`.

    Gives what was understood; None when the text was refused.
    """
    path = folder / "texte.md"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    found = None
    try:
        found = understand(versions.read(path))
        findings = list(found.findings)
        if found.regulation:
            findings += [f for result in run_cases(found.regulation) for f in result.findings]
    except Refused as refused:
        findings = list(refused.findings)
    for finding in findings:
        assert finding.what("fr")
        assert finding.remedy("fr")
        assert finding.what("en")
        assert finding.remedy("en")
        assert finding.place.line >= 0
    return found


@st.composite
def mangled(draw: st.DrawFn, text: str, most: int = 4) -> str:
    """A real text after a few accidents of an editor, or of malice."""
    lines = text.split("\n")
    for _ in range(draw(st.integers(1, most))):
        i, j = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        match draw(st.integers(0, 8)):
            case 0:
                del lines[i]
            case 1:
                lines.insert(j, lines[i])
            case 2:
                lines[i], lines[j] = lines[j], lines[i]
            case 3:
                lines[i] = lines[i][: draw(st.integers(0, len(lines[i])))]
            case 4:
                at = draw(st.integers(0, len(lines[i])))
                lines[i] = lines[i][:at] + draw(NOISE) + lines[i][at:]
            case 5:
                cells = lines[i].split("|")
                cells[draw(st.integers(0, len(cells) - 1))] = f" {draw(NOISE)} "
                lines[i] = "|".join(cells)
            case 6:
                one, two = lines[i].split("|"), lines[j].split("|")
                one[draw(st.integers(0, len(one) - 1))] = two[draw(st.integers(0, len(two) - 1))]
                lines[i] = "|".join(one)
            case 7:
                words = lines[i].split(" ")
                words[draw(st.integers(0, len(words) - 1))] = draw(st.sampled_from(lines[j].split(" ")))
                lines[i] = " ".join(words)
            case _:
                lines = lines[: max(i, 1)]
        lines = lines or [""]
    return "\n".join(lines)


HOSTILE = settings(suppress_health_check=list(HealthCheck), deadline=None)


@settings(HOSTILE, max_examples=250)
@given(text=mangled(SMALL, 6))
def test_a_mangled_small_regulation_never_breaks_the_engine(
    tmp_path_factory: pytest.TempPathFactory, text: str
) -> None:
    survives(tmp_path_factory.getbasetemp(), text)


@settings(HOSTILE, max_examples=80)
@given(text=mangled(RECIPES))
def test_mangled_recipes_never_break_the_engine(tmp_path_factory: pytest.TempPathFactory, text: str) -> None:
    survives(tmp_path_factory.getbasetemp(), text)


def alone(path: Path) -> str:
    """One file of a shipped regulation, under the front matter of the first."""
    front = FRONTS[path.parent].read_text(encoding="utf-8").split("---")[1]
    text = path.read_text(encoding="utf-8")
    return text if text.startswith("---") else f"---{front}---\n{text}"


@settings(HOSTILE, max_examples=3)
@given(data=st.data())
@pytest.mark.parametrize("path", TEXTS, ids=lambda p: f"{p.parent.name}/{p.stem}")
def test_a_mangled_shipped_text_never_breaks_the_engine(
    tmp_path_factory: pytest.TempPathFactory, path: Path, data: st.DataObject
) -> None:
    survives(tmp_path_factory.getbasetemp(), data.draw(mangled(alone(path))))


WORDS = """
module.note module[Droit].note session[2].note étudiant.crédits étudiant.clos étudiant.entrée étudiant.statut FI
étudiant.progression diplôme seuil lecture.compensation aucune expérience.heures expérience.fin semestre.moyenne
tous( un( nombre( somme( minimum( moyenne( moyenne_pondérée( moyenne_des_meilleures( dernier( min( max( arrondi(
selon( échéance( réclamation si= vide= par= autrement= FI= au_plus_proche ) ) ) , , + - * / < <= == != >= > et ou
non si sinon dans ( 0 1 2 0.01 vrai faux
"""
RULE = st.lists(st.sampled_from(WORDS.split()), min_size=1, max_size=14)


@settings(HOSTILE, max_examples=400)
@given(tokens=RULE)
@example(["expérience.heures", "/", "0"])
def test_any_words_put_together_as_a_rule_are_understood_or_faulted(
    tmp_path_factory: pytest.TempPathFactory, tokens: list[str]
) -> None:
    survives(
        tmp_path_factory.getbasetemp(), f"{SMALL}\n## §3 Ajout\n\n```règles\nétudiant.a = {' '.join(tokens)}\n```\n"
    )


@settings(HOSTILE, max_examples=150)
@given(target=NOISE | RULE.map("".join), value=NOISE | RULE.map(" ".join))
def test_any_case_is_run_or_faulted(tmp_path_factory: pytest.TempPathFactory, target: str, value: str) -> None:
    case = f"| x | {target} = {value} ; session[*].note = {value} | étudiant.crédits = {value} ; {target} = {value} |"
    table = f"**Cas** — avec {target} = {value}\n\n| cas | données | attendu |\n| --- | --- | --- |\n{case}\n"
    survives(tmp_path_factory.getbasetemp(), f"{SMALL}\n## §3 Cas\n\n{table}")


DEEP = {
    "brackets": "étudiant.a = " + "(" * 3000 + "1" + ")" * 3000,
    "sums": "étudiant.a = " + "+".join(["1"] * 1900),
    "negations": "étudiant.a = " + "non " * 900 + "vrai",
    "choices": "étudiant.a = " + "1 si vrai sinon " * 200 + "2",
    "calls": "étudiant.a = " + "min(1, " * 200 + "1" + ")" * 200,
    "minuses": "étudiant.a = " + "-" * 3900 + "1",
    "a chain forwards": "\n".join(
        [f"étudiant.a{i} = étudiant.a{i + 1} + 1" for i in range(400)] + ["étudiant.a400 = 1"]
    ),
    "a chain backwards": "\n".join(
        ["étudiant.a0 = 1"] + [f"étudiant.a{i + 1} = étudiant.a{i} + 1" for i in range(400)]
    ),
    "a long line": "étudiant.a = " + "1" * 200_000,
    "a long member": "étudiant.a = module[" + "x" * 100_000 + "].note > 1",
    "an open bracket": "étudiant.a = (" + "\n1 +" * 5000,
}


@pytest.mark.parametrize("name", DEEP)
def test_depth_and_length_are_faulted_not_followed(tmp_path: Path, name: str) -> None:
    found = survives(tmp_path, f"{SMALL}\n## §3 Ajout\n\n```règles\n{DEEP[name]}\n```\n")

    assert found
    assert found.regulation is None


@pytest.mark.parametrize(
    "text",
    [
        SMALL.replace("Droit", "D" * 300_000),
        SMALL.replace("| seuil | 10 |", f"| seuil | {'9' * 5000} |"),
        SMALL.replace("étudiant.crédits", "étudiant." + "a" * 100_000),
        SMALL.replace("\n", "\r\n"),
        SMALL.replace("\n", "\r"),
        SMALL.replace("é", "e\u0301"),
        SMALL.replace(" ", "\u00a0"),
        "\ufeff" + SMALL,
        SMALL + "\n| a | b |" * 20_000,
        SMALL + "\n**Cas**\n\n| cas |" + " x |" * 3_000 + "\n| --- |" + " --- |" * 3_000 + "\n| a |" + " b |" * 3_000,
        SMALL + "\n#" * 5_000 + "\n" + "## §" * 5_000,
        SMALL + "\n## §3 *" + "*" * 50_000,
        "---\n" * 10_000,
        "---\nrèglement : x\n",
        HEADER.replace("essai", "\x00").replace("2026-09-01", "9999-12-31") + TREE,
    ],
    ids=range(15),
)
def test_whole_texts_out_of_the_ordinary_survive(tmp_path: Path, text: str) -> None:
    survives(tmp_path, text)
