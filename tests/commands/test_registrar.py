"""A registrar who has never programmed mistypes a table: she is told once, at the right line, what to write instead."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest
from click.testing import CliRunner

from parchemin.cli import parchemin
from parchemin.regulation.findings import Finding
from tests.regulation.texts import HEADER, RULES, TREE, understood

SLIPS = [
    # what she wrote, what was there, what she is told to write
    ("**Parametres**", "**Paramètres**", "paramètres"),
    ("**Parameters**", "**Paramètres**", "Écrivez « paramètres »"),
    ("Paramètres", "**Paramètres**", "**Paramètres**"),
    ("**Paramètres :**", "**Paramètres**", "**Paramètres**"),
    ("**Paramètres** :", "**Paramètres**", "**Paramètres**"),
    ("*Paramètres*", "**Paramètres**", "**Paramètres**"),
    ("**Cursus : modules**", "**Cursus : module**", "Écrivez un niveau déclaré : module"),
    ("**Cursus**", "**Cursus : module**", "**Cursus : …**"),
    ("| paramètre | valeurs | unité |", "| paramètre | valeur | unité |", "valeur ?"),
    ("| paramètre | chiffre | unité |", "| paramètre | valeur | unité |", "valeur ?"),
    ("| seuil 10 | note |", "| seuil | 10 | note |", "barres « | »"),
    ("| seuil | 1O | note |", "| seuil | 10 | note |", "un nombre (10 ; 7,5"),
    ("| seuil | | note |", "| seuil | 10 | note |", "un nombre (10 ; 7,5"),
    ("| Compta | S01 | 1 | Nancy |", "| Compta | S1 | 1 | Nancy |", "S1 ?"),
    ("| Droit | S1 | 1 | Nancy |", "| Compta | S1 | 1 | Nancy |", "Gardez une seule"),
    ("| Com/pta | S1 | 1 | Nancy |", "| Compta | S1 | 1 | Nancy |", "sans aucun des signes"),
    ("| Compta | S1 | 1 | nancy |", "| Compta | S1 | 1 | Nancy |", "de la même façon"),
    ("| semestre | étudiants | tableau | | |", "| semestre | étudiant | tableau | | |", "étudiant"),
    ("| semestre | étudiant | tableaux | | |", "| semestre | étudiant | tableau | | |", "tableau"),
    ("| étudiant.statut | choix : F I, FC |", "| étudiant.statut | choix : FI, FC |", "« F_I »"),
    ("| statut | choix : FI, FC |", "| étudiant.statut | choix : FI, FC |", "niveau.nom"),
    ("| étudiant.clos | oui/non | |", "| étudiant.clos | oui/non | non |", "inconnu, oui, non"),
    (
        "| réclamation | communication des résultats | dix jours |",
        "| réclamation | communication des résultats | 10 jours |",
        "10 jours",
    ),
    ("| diplôme | étudiant.diplôme_acqui | règle |", "| diplôme | étudiant.diplôme_acquis | règle |", "diplôme_acquis"),
    ("| aucune | sinon | jury |", "| exclusion | sinon | jury |", "un autre nom"),
    ("étudiant.redoublements = 0 |", "étudiant.redoublements == 0 |", "« == »"),
    ("étudiant.redoublements => 0 |", "étudiant.redoublements == 0 |", "« >= »"),
    ("étudiant.redoublements == 0,5 |", "étudiant.redoublements == 0 |", "« 0.5 »"),
    ("étudiant a redoublé |", "étudiant.redoublements == 0 |", "« _ »"),
    ("semestre.validé = all(module.validé)", "semestre.validé = tous(module.validé)", "« tous »"),
    ("semestre.validé = tous(module.valide)", "semestre.validé = tous(module.validé)", "module.validé"),
    ("semestre.validé = tous(“module.validé”)", "semestre.validé = tous(module.validé)", "Retirez-le"),
    ("semestre.validé = tous(module.validé", "semestre.validé = tous(module.validé)", "« ) »"),
    ("semestre.validé’s = tous(module.validé)", "semestre.validé = tous(module.validé)", "validé_s"),
    ("module.note >= seuil or module.compensé", "module.note >= seuil ou module.compensé", "« ou »"),
    ("```regles", "```règles", "règles"),
    ("## §1 Ce qui en est déduit", "## §2 Ce qui en est déduit", "numéro propre"),
    ("en vigeur : 2026-09-01", "en vigueur : 2026-09-01", "en vigueur"),
    ("en vigueur : en septembre", "en vigueur : 2026-09-01", "2026-09-01"),
    ("langue : français", "langue : fr", "fr ou en"),
]


def told(folder: Path, text: str) -> list[Finding]:
    return [f for f in understood(folder, text, header="").findings if f.severity == "error"]


@pytest.mark.parametrize(("slip", "right", "remedy"), SLIPS, ids=[slip for slip, _, _ in SLIPS])
def test_a_slip_is_told_once_at_its_line_with_what_to_write(tmp_path: Path, slip: str, right: str, remedy: str) -> None:
    law = HEADER + TREE + RULES
    assert law.count(right) == 1 or right == "**Paramètres**"

    found = told(tmp_path, law.replace(right, slip, 1))

    line = law[: law.index(right)].count("\n") + 1
    assert [f.place.line for f in found] == [line], [f"{f.place} {f.what()}" for f in found]
    assert remedy in found[0].remedy("fr")
    assert found[0].what("en") != found[0].what("fr")


def test_a_name_used_in_many_places_is_missed_once_and_its_other_places_are_related(tmp_path: Path) -> None:
    found = told(tmp_path, (HEADER + TREE + RULES).replace("| seuil | 10 | note |\n", ""))

    assert [f.code for f in found] == ["unknown-name"]
    assert len(found[0].related) == 1


def test_a_line_of_dashes_that_is_lost_is_asked_for(tmp_path: Path) -> None:
    law = (
        HEADER
        + TREE
        + RULES.replace("| paramètre | valeur | unité |\n| --- | --- | --- |\n", "| paramètre | valeur | unité |\n")
    )
    found = told(tmp_path, law)

    assert [f.code for f in found] == ["no-dashes"]
    assert "| --- | --- | --- |" in found[0].remedy("fr")


def test_a_block_left_open_swallows_nothing_of_what_follows(tmp_path: Path) -> None:
    law = HEADER + TREE + RULES.replace("heures_requises\n```\n", "heures_requises\n")
    found = told(tmp_path, law)

    assert [f.code for f in found] == ["fence-not-closed"]


def test_a_table_whose_caption_is_gone_is_noticed(tmp_path: Path) -> None:
    law = HEADER + TREE + RULES.replace("**Échéances**\n", "")
    found = understood(tmp_path, law, header="")

    assert [f.code for f in found.findings] == ["no-caption"]
    assert "**Échéances**" in found.findings[0].remedy("fr")


def test_a_column_renamed_in_one_of_two_tables_is_the_one_fault(tmp_path: Path) -> None:
    split = "\n**Cursus : module**\n\n| module | semestre | crédits | campus |\n| --- | --- | --- | --- |\n| Stage |"
    law = HEADER + TREE.replace("| Stage |", split) + RULES

    found = told(tmp_path, law)

    assert [f.code for f in found] == ["unknown-column"]
    assert "ects" in found[0].remedy("fr")


@pytest.mark.parametrize(
    "way",
    ["\u00a0", "\u202f", "\t", "\u200b", "crlf", "bom", "decomposed"],
    ids=["no-break space", "narrow space", "tab", "zero width", "crlf", "bom", "decomposed"],
)
def test_what_nobody_can_see_changes_nothing(tmp_path: Path, way: str) -> None:
    law = HEADER + TREE + RULES
    match way:
        case "crlf":
            text = law.replace("\n", "\r\n")
        case "bom":
            text = "\ufeff" + law
        case "decomposed":
            text = unicodedata.normalize("NFD", law)
        case _:
            text = law.replace("| seuil | 10 |", f"|{way} seuil{way} |{way} 10{way} |")
    assert not told(tmp_path, text)


def test_no_word_of_the_house_is_shown_to_her(tmp_path: Path) -> None:
    inside = ("weighted_mean", "fact-type", "unknown-name", "Traceback", "None", "NoneType", "Kind.")
    for slip, right, _ in SLIPS:
        for found in told(tmp_path, (HEADER + TREE + RULES).replace(right, slip, 1)):
            for text in (found.what("fr"), found.remedy("fr"), found.what("en"), found.remedy("en")):
                assert not [word for word in inside if word in text]
                assert "« »" not in text.replace("\u00a0", " ")
                assert str(tmp_path) not in text


def test_the_screen_says_a_shared_remedy_once(tmp_path: Path) -> None:
    cases = "\n**Cas** — avec session[*].note = 12\n\n| cas | session[Droit/1].note | ⇒ module[Droit].validé |\n"
    cases += "| --- | --- | --- |\n" + "".join(f"| cas {n} | {n} | non |\n" for n in range(11, 19))
    path = tmp_path / "essai.md"
    path.write_text(HEADER + TREE + RULES + cases, encoding="utf-8")

    shown = CliRunner().invoke(parchemin, ["check", str(path)]).output

    assert shown.count("le règlement donne oui") == 8
    assert shown.count("Corrigez la règle, ou le cas") == 1


def test_a_narrow_screen_breaks_names_between_words_and_says_one_person_once(tmp_path: Path) -> None:
    (tmp_path / "essai.md").write_text(HEADER + TREE + RULES, encoding="utf-8")
    law, folder = str(tmp_path / "essai.md"), str(tmp_path / "d")
    assert CliRunner().invoke(parchemin, ["record", law, folder, "--demo", "2"]).exit_code == 0
    who = (tmp_path / "d/étudiants.csv").read_text(encoding="utf-8-sig").splitlines()[1].split(";")[0]

    shown = CliRunner().invoke(parchemin, ["decide", law, folder, "--student", who]).output

    assert shown.count(who) == 1
    assert "étudiant, quitus professionnel" in shown
