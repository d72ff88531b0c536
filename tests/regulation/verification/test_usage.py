"""Columns that nobody uses, what cannot happen, and references to nothing."""

from __future__ import annotations

from pathlib import Path

from parchemin.regulation.findings import Finding
from parchemin.regulation.meaning.understanding import load
from parchemin.regulation.reading.files import Files
from parchemin.regulation.verification.coverage import few_cases, untested_thresholds
from parchemin.regulation.verification.digests import kept_beside, read_digests, stale, write_digests
from parchemin.regulation.verification.lints import lint
from parchemin.regulation.verification.usage import impossible, missing_articles, unused
from tests.regulation.verification.law import HEADER, MODULES, codes, law

PARAMETER = """
    ## §2 Validation

    **Paramètres**

    | paramètre | valeur |
    | --- | --- |
    | seuil | {threshold} |

    {text}

    ```règles
    module.validé = {rule}
    étudiant.validé = tous(module.validé)
    ```

    {cases}
"""


def validation(rule: str = "module.note >= seuil", *, threshold: str = "10", text: str = "", cases: str = "") -> str:
    return PARAMETER.format(rule=rule, threshold=threshold, text=text, cases=cases)


def named(findings: list[Finding], code: str) -> set[object]:
    return {finding.values["name"] for finding in findings if finding.code == code}


def test_a_column_of_numbers_without_use_is_a_note() -> None:
    found = list(unused(law(validation())))

    assert "module.heures" in named(found, "unused-column")
    assert {f.severity for f in found} == {"note"}


def test_a_threshold_out_of_the_scale_is_always_or_never_passed() -> None:
    never, always, real = (
        codes(impossible(law(validation(rule))))
        for rule in ("module.note > 20", "module.note >= 0", "module.note > 19")
    )

    assert never == ["always-false"]
    assert always == ["always-true"]
    assert real == []


def test_the_range_of_what_is_compared_is_told() -> None:
    found = next(impossible(law(validation("module.note > seuil", threshold="20"))))

    assert "module.note > seuil est toujours faux : module.note va de 0 à 20" in found.what("fr")
    assert found.place.article == "§2"


def test_a_row_after_one_that_always_applies_is_shadowed() -> None:
    table = """
    ## §3 Suite

    **Décision : étudiant.suite** — première ligne qui s'applique

    | décision | quand | par |
    | --- | --- | --- |
    | passage | étudiant.redoublements == 0 | règle |
    | autre | sinon | règle |
    {last}
    """

    assert codes(impossible(law(table.format(last="| exclusion | étudiant.redoublements == 3 | jury |")))) == [
        "row-shadowed"
    ]
    assert codes(impossible(law(table.format(last="")))) == []


def test_a_reference_to_an_article_that_is_not_there_is_told_on_its_line(tmp_path: Path) -> None:
    path = tmp_path / "essai.md"
    text = (
        HEADER.format(modules="\n".join(MODULES), marks="", most="")
        + "\n## §2 Renvois\n\nVoir §1.\n\nVoir §2 et §7.3.\n"
    )
    path.write_text(text, encoding="utf-8")

    found = list(missing_articles(load(path)))

    assert [f.values["cited"] for f in found] == ["7.3"]
    assert found[0].place.line == 1 + text.splitlines().index("Voir §2 et §7.3.")


def test_a_reference_to_a_group_of_articles_is_good() -> None:
    body = validation(text="Voir §3.") + "\n    ## §3.1 Suite\n\n    Texte.\n"

    assert list(missing_articles(law(body))) == []


# --- cases ---------------------------------------------------------------------------------------------------------

CASES = """
    **Cas**

    | cas | module[Compta].note | ⇒ module[Compta].validé |
    | --- | --- | --- |
"""
ON, BELOW, ABOVE, FAR = (
    "    | sur le seuil | 10 | oui |\n",
    "    | juste au-dessous | 9,99 | non |\n",
    "    | juste au-dessus | 10,01 | oui |\n",
    "    | loin | 15 | oui |\n",
)


def test_an_article_with_force_needs_four_cases() -> None:
    three, four = (
        list(few_cases(law(validation(cases=CASES + rows)))) for rows in (ON + BELOW + ABOVE, ON + BELOW + ABOVE + FAR)
    )

    assert [f.values["article"] for f in three] == ["§2"]
    assert three[0].values["count"] == 3
    assert "règles, paramètres" in three[0].what("fr")
    assert four == []


def test_a_threshold_needs_a_case_on_it_just_below_and_just_above() -> None:
    covered = law(validation(cases=CASES + ON + BELOW + ABOVE))
    half = law(validation(cases=CASES + ON + FAR))

    assert list(untested_thresholds(covered)) == []
    found = list(untested_thresholds(half))
    assert len(found) == 1
    assert "n'a pas de cas juste en dessous, juste au-dessus" in found[0].what("fr")
    assert "9,99 ; 10,01" in found[0].remedy("fr")


def test_cases_around_a_threshold_do_not_stand_on_it() -> None:
    around = list(untested_thresholds(law(validation(cases=CASES + BELOW + ABOVE))))

    assert [f.values["lacking"] for f in around] == ["exactement dessus"]


def test_a_case_that_moves_the_threshold_counts_where_it_moved_it() -> None:
    moved = CASES.replace("module[Compta].note |", "module[Compta].note | seuil |", 1).replace(
        "| --- |", "| --- | --- |", 1
    )
    rows = "    | sur | 12 | 12 | oui |\n    | sous | 11,99 | 12 | non |\n    | au-dessus | 12,01 | 12 | oui |\n"

    assert list(untested_thresholds(law(validation(cases=moved + rows)))) == []


CODED = """
    **Codes : module.note**

    | code | effet |
    | --- | --- |
    | ABI | bloque |
    | DEF | vaut 0 |
"""


def test_of_marks_that_may_be_codes_the_figures_of_the_text_alone_ask_for_cases() -> None:
    averaged = (
        "module.note >= seuil\n    étudiant.moyenne = moyenne(module.note)\n    étudiant.x = étudiant.moyenne + 1"
    )
    marks = [f"| étudiant.{name} | 0..20 | exact | aucun |" for name in ("moyenne", "x")]
    found = list(untested_thresholds(law(CODED + validation(averaged, cases=CASES + ON), marks=marks)))

    assert [(f.values["left"], f.values["operator"], f.values["right"]) for f in found] == [
        ("module.note", ">=", "seuil")
    ]
    assert "9,99 ; 10,01" in found[0].remedy("fr")


def test_a_code_that_a_rule_names_asks_for_a_case_that_is_that_code() -> None:
    named = CODED + validation("module.note == ABI", cases="{cases}")
    lacking = list(untested_thresholds(law(named.replace("{cases}", CASES + ON.replace("oui", "non")))))
    shown = list(untested_thresholds(law(named.replace("{cases}", CASES + ON.replace("10 | oui", "ABI | oui")))))

    assert [f.values["wanted"] for f in lacking] == ["ABI"]
    assert shown == []


# --- digests ---------------------------------------------------------------------------------------------------------


def test_a_text_that_changed_without_its_rules_is_stale_until_confirmed(tmp_path: Path) -> None:
    before, after = law(validation(text="Dix suffit.")), law(validation(text="Il faut dix."))
    kept = kept_beside(Files({}, str(tmp_path)), before.language)
    write_digests(kept, before)
    digests = read_digests(kept)
    assert digests is not None

    assert list(stale(before, digests)) == []
    found = list(stale(after, digests))
    assert [f.values["article"] for f in found] == ["§2"]
    write_digests(kept, after)
    assert list(stale(after, read_digests(kept) or {})) == []


def test_rules_that_changed_with_their_text_are_not_stale(tmp_path: Path) -> None:
    before = law(validation(text="Dix suffit."))
    after = law(validation("module.note > seuil", text="Il faut plus de dix."))
    write_digests(tmp_path / "empreintes.csv", before)

    assert list(stale(after, read_digests(tmp_path / "empreintes.csv") or {})) == []


def test_without_a_review_nothing_is_stale(tmp_path: Path) -> None:
    assert read_digests(kept_beside(Files({}, str(tmp_path)), "fr")) is None
    assert "stale-rules" not in codes(lint(law(validation())))


def test_every_finding_has_a_file_a_line_an_article_and_words_in_both_languages() -> None:
    found = lint(law(validation("module.note > 20", text="Voir §8.")))

    assert len(found) > 5
    for finding in found:
        assert finding.place.file
        assert finding.place.line
        assert finding.place.article
        assert all(finding.what(language) and finding.remedy(language) for language in ("fr", "en"))
    assert list(found) == sorted(found, key=lambda f: (f.place, f.code))
