"""What the proofs find in a regulation, and what they must not find."""

from __future__ import annotations

from fractions import Fraction

from parchemin.regulation.evaluation.cases import run_cases
from parchemin.regulation.evaluation.single import evaluate
from parchemin.regulation.evaluation.spans import NO, YES, Verdict
from parchemin.regulation.findings import Finding
from parchemin.regulation.verification.proofs import verify
from parchemin.regulation.verification.results import VerificationResults
from tests.regulation.verification.law import HEADER, MODULES, law, only, read, statuses

AVERAGES = ("| semestre.moyenne | 0..20 | exact | aucun |", "| étudiant.moyenne | 0..20 | 0,01 | au plus proche |")

RULES = """
    ## §2 Validation

    **Paramètres**

    | paramètre | valeur |
    | --- | --- |
    | seuil | 10 |
    | plancher | 7 |

    ```règles
    semestre.moyenne = moyenne_pondérée(module.note, module.ects)
    module.validé = module.note >= seuil ou (semestre.moyenne >= seuil et module.note > plancher)
    semestre.validé = tous(module.validé)
    étudiant.moyenne = moyenne(semestre.moyenne)
    ```
"""


def finding(verification: VerificationResults, code: str) -> Finding:
    found = [f for f in verification.findings if f.code == code]
    assert len(found) == 1, [(f.code, f.what()) for f in verification.findings]
    return found[0]


def test_a_table_that_covers_everybody_is_complete_and_exclusive() -> None:
    sound = law(RULES + """
    ## §3 Suite

    **Décision : étudiant.suite** — exactement une ligne

    | décision | quand | par |
    | --- | --- | --- |
    | passage | tous(semestre.validé) | règle |
    | redoublement | non tous(semestre.validé) et étudiant.redoublements == 0 | jury |
    | exclusion | non tous(semestre.validé) | jury |
    """, marks=AVERAGES)  # fmt: skip

    verification = verify(sound)

    assert statuses(verification, "completeness") == {"proved"}
    assert statuses(verification, "exclusivity") == {"proved"}
    assert statuses(verification, "reachability") == {"proved"}
    assert not verification.findings


def test_a_person_whom_no_row_fits_is_shown_and_gets_no_row_on_replay() -> None:
    incomplete = law(RULES + """
    ## §3 Suite

    **Décision : étudiant.suite** — exactement une ligne

    | décision | quand | par |
    | --- | --- | --- |
    | passage | tous(semestre.validé) | règle |
    | redoublement | non tous(semestre.validé) et étudiant.redoublements == 0 | jury |
    """, marks=AVERAGES)  # fmt: skip

    verification = verify(incomplete)

    result = only(verification, "completeness", "étudiant.suite")
    assert result.status == "counterexample"
    assert result.article == "§3"
    assert result.counterexample is not None
    assert result.counterexample.outcome == "aucune"
    replayed = evaluate(incomplete, result.counterexample.person).outcome("étudiant.suite")
    assert replayed == Verdict(frozenset(), frozenset())
    assert "étudiant.redoublements" in finding(verification, "no-row-applies").what("fr")


def test_a_counterexample_saved_as_a_worked_case_runs_and_holds() -> None:
    body = (
        RULES
        + """
    ## §3 Suite

    **Décision : étudiant.suite** — exactement une ligne

    | décision | quand | par |
    | --- | --- | --- |
    | passage | tous(semestre.validé) et nombre(stage.semaines >= 10) >= 2 | règle |
    """
    )
    shown = only(verify(law(body, marks=AVERAGES)), "completeness", "étudiant.suite").counterexample
    assert shown is not None
    written = "\n\n" + "\n".join("    " + line for line in shown.case_lines())

    saved = law(body + written, marks=AVERAGES)

    assert len(saved.cases) == 1
    assert all(case.holds for case in run_cases(saved))


def test_an_overlap_saved_as_a_case_reads_and_fails_until_the_rule_is_corrected() -> None:
    body = """
    ## §3 Suite

    **Décision : étudiant.suite** — exactement une ligne

    | décision | quand | par |
    | --- | --- | --- |
    | passage | nombre(stage.semaines >= 0) >= 1 | règle |
    | redoublement | {other} | règle |
    """
    overlapping = body.format(other="nombre(stage.semaines >= 0) <= 1")
    shown = only(verify(law(overlapping)), "exclusivity", "étudiant.suite").counterexample
    assert shown is not None
    written = "\n\n" + "\n".join("    " + line for line in shown.case_lines())

    before = run_cases(law(overlapping + written))
    after = run_cases(law(body.format(other="nombre(stage.semaines >= 0) < 1") + written))

    assert [(case.holds, len(case.checks)) for case in before] == [(False, 1)]
    assert [case.holds for case in after] == [True]


def test_two_rule_rows_that_apply_to_the_same_person_are_named_with_the_person() -> None:
    overlapping = law(RULES + """
    ## §3 Suite

    **Décision : étudiant.suite** — exactement une ligne

    | décision | quand | par |
    | --- | --- | --- |
    | passage | tous(semestre.validé) | règle |
    | redoublement | étudiant.redoublements == 0 | règle |
    | exclusion | non tous(semestre.validé) et étudiant.redoublements > 0 | jury |
    """, marks=AVERAGES)  # fmt: skip

    verification = verify(overlapping)

    assert only(verification, "completeness", "étudiant.suite").status == "proved"
    result = only(verification, "exclusivity", "étudiant.suite")
    assert result.status == "counterexample"
    assert result.counterexample is not None
    verdict = evaluate(overlapping, result.counterexample.person).outcome("étudiant.suite")
    assert isinstance(verdict, Verdict)
    assert verdict.certain == {0, 1}
    found = finding(verification, "rows-overlap")
    assert "« passage » et « redoublement »" in found.what("fr")
    assert len(found.related) == 2


def test_a_rule_row_beside_a_row_left_to_the_jury_is_an_overlap() -> None:
    overlapping = law("""
    ## §3 Suite

    **Décision : étudiant.suite** — exactement une ligne

    | décision | quand | par |
    | --- | --- | --- |
    | passage | étudiant.redoublements <= 1 | règle |
    | exclusion | étudiant.redoublements >= 1 | jury |
    """)

    assert only(verify(overlapping), "exclusivity", "étudiant.suite").status == "counterexample"


def test_two_rows_left_to_the_jury_may_apply_together() -> None:
    options = law("""
    ## §3 Suite

    **Décision : étudiant.suite** — exactement une ligne

    | décision | quand | par |
    | --- | --- | --- |
    | passage | étudiant.redoublements == 0 | règle |
    | redoublement | étudiant.redoublements >= 1 | jury |
    | exclusion | étudiant.redoublements >= 1 | jury |
    """)

    assert only(verify(options), "exclusivity", "étudiant.suite").status == "proved"


DISTANCE = """
    ## §2 Modalité

    ```règles
    étudiant.à_distance = étudiant.modalité == distance et étudiant.statut == salarié
    étudiant.sur_place = étudiant.modalité == campus
    étudiant.salarié = étudiant.statut == salarié
    ```

    ## §3 Suite

    **Décision : étudiant.suite** — première ligne qui s'applique

    | décision | quand | par |
    | --- | --- | --- |
    | campus | étudiant.sur_place | règle |
    | distance | {second} | règle |
    | refus | {third} | règle |
    | autre | sinon | règle |
"""


def test_a_row_that_nobody_reaches_across_articles_is_found_dead() -> None:
    dead = law(DISTANCE.format(second="étudiant.salarié", third="étudiant.à_distance"))

    verification = verify(dead)

    assert only(verification, "reachability", "étudiant.suite", said="« refus »").status == "refuted"
    assert (
        finding(verification, "row-unreachable").place.line
        == only(verification, "reachability", "étudiant.suite", said="« refus »").place.line
    )


def test_the_same_row_above_is_reachable() -> None:
    alive = law(
        DISTANCE.format(
            second="étudiant.à_distance", third="étudiant.salarié et étudiant.sur_place ou étudiant.salarié"
        )
    )

    verification = verify(alive)

    assert only(verification, "reachability", "étudiant.suite", said="« distance »").status == "proved"
    assert only(verification, "reachability", "étudiant.suite", said="« refus »").status == "refuted"


def test_a_row_reached_by_a_worked_case_needs_no_solver() -> None:
    table = law("""
    ## §3 Suite

    **Décision : étudiant.suite** — première ligne qui s'applique

    | décision | quand | par |
    | --- | --- | --- |
    | passage | étudiant.redoublements == 0 | règle |
    | autre | sinon | règle |

    **Cas**

    | cas | étudiant.redoublements | ⇒ étudiant.suite |
    | --- | --- | --- |
    | premier passage | 0 | passage |
    """)

    verification = verify(table)

    assert only(verification, "reachability", "étudiant.suite", said="« passage »").by == "case"
    assert only(verification, "reachability", "étudiant.suite", said="« autre »").by == "solver"


# --- a better mark never hurts ---------------------------------------------------------------------------------

DIPLOMA = """
    ## §4 Diplôme

    **Exigences : étudiant.diplôme**

    | exigence | quand |
    | --- | --- |
    | semestres | tous(semestre.validé) |
    | mémoire | {thesis} |
"""


def test_a_compensating_rule_is_monotone_by_its_polarity() -> None:
    fair = law(RULES + DIPLOMA.format(thesis="module[Mémoire].note >= 10"), marks=AVERAGES)

    verification = verify(fair)

    assert statuses(verification, "monotonicity") == {"proved"}
    assert {r.by for r in verification.results if r.check == "monotonicity"} == {"polarity"}


def test_a_better_mark_that_takes_the_diploma_away_is_shown_as_two_persons() -> None:
    unfair = law(RULES + DIPLOMA.format(thesis="module[Mémoire].note < 12 ou étudiant.moyenne >= 14"), marks=AVERAGES)

    verification = verify(unfair)

    result = only(verification, "monotonicity", "étudiant.diplôme")
    assert result.status == "counterexample"
    shown = result.counterexample
    assert shown is not None
    assert shown.better is not None
    assert (shown.outcome, shown.better_outcome) == ("oui", "non")
    assert evaluate(unfair, shown.person).outcome("étudiant.diplôme") == YES
    assert evaluate(unfair, shown.better).outcome("étudiant.diplôme") == NO
    before, after = shown.person.listed["module.note"], shown.better.listed["module.note"]
    assert all(Fraction(after[key] or 0) >= Fraction(mark or 0) for key, mark in before.items())


def test_a_mixed_rule_that_is_monotone_all_the_same_is_proved_by_the_solver() -> None:
    fair = law(
        RULES
        + DIPLOMA.format(
            thesis="(module[Mémoire].note >= 12) si module[Mémoire].note < 14 sinon module[Mémoire].note >= 13"
        ),
        marks=AVERAGES,
    )

    result = only(verify(fair), "monotonicity", "étudiant.diplôme")

    assert (result.status, result.by) == ("proved", "solver")


ODD_RULE = """
    ## §3 Mémoire

    ```règles
    étudiant.mémoire_jugé = (module[Mémoire].note >= 12) si module[Mémoire].note < 14 sinon module[Mémoire].note >= 13
    ```
"""


def test_a_direction_proved_in_one_article_serves_in_another_without_opening_it() -> None:
    fair = law(RULES + ODD_RULE + DIPLOMA.format(thesis="étudiant.mémoire_jugé"), marks=AVERAGES)

    result = only(verify(fair), "monotonicity", "étudiant.diplôme")

    assert (result.status, result.by, result.refinements) == ("proved", "solver", 0)


def test_a_table_of_distinctions_never_moves_down_with_a_better_mark() -> None:
    body = (
        RULES
        + """
    ## §5 Mention

    **Décision : étudiant.mention** — première ligne qui s'applique{order}

    | décision | quand | par |
    | --- | --- | --- |
    | bien | étudiant.moyenne >= {high} | règle |
    | assez_bien | étudiant.moyenne >= 12 {also} | règle |
    | passable | sinon | règle |
    """
    )
    best_first, odd = ", de la plus favorable à la moins favorable", "et module[Mémoire].note < 13"
    fair = verify(law(body.format(high=14, also="", order=best_first), marks=AVERAGES))
    unfair = verify(law(body.format(high=14, also=odd, order=best_first), marks=AVERAGES))
    unsaid = verify(law(body.format(high=14, also=odd, order=""), marks=AVERAGES))

    assert only(fair, "monotonicity", "étudiant.mention").status == "proved"
    assert only(unfair, "monotonicity", "étudiant.mention").status == "counterexample"
    assert [f.severity for f in unfair.findings] == ["note"]
    assert not [r for r in unsaid.results if r.check == "monotonicity"], "no order is assumed where none is said"


# --- honesty ----------------------------------------------------------------------------------------------------------


def test_a_counterexample_may_need_two_recorded_rows() -> None:
    twice = law("""
    ## §3 Suite

    **Décision : étudiant.suite** — première ligne qui s'applique

    | décision | quand | par |
    | --- | --- | --- |
    | un | nombre(stage.semaines >= 10) <= 1 | règle |
    """)

    result = only(verify(twice), "completeness", "étudiant.suite")

    assert result.status == "counterexample"
    assert result.counterexample is not None
    assert len(result.counterexample.person.rows["stage"]) == 2


def test_what_would_need_too_many_rows_is_unknown_and_never_a_pass() -> None:
    body = """
    ## §3 Suite

    **Décision : étudiant.suite** — première ligne qui s'applique

    | décision | quand | par |
    | --- | --- | --- |
    | peu | nombre(stage.semaines >= 10) <= {figure} | règle |
    """
    unbounded = only(verify(law(body.format(figure=12))), "completeness", "étudiant.suite")
    at_most_two = only(verify(law(body.format(figure=2), most="2")), "completeness", "étudiant.suite")

    assert (unbounded.status, unbounded.values["why"]) == ("unknown", "rows")
    assert at_most_two.status == "proved"


def test_without_time_nothing_is_proved_but_what_needs_no_solver() -> None:
    table = law(RULES + """
    ## §3 Suite

    **Décision : étudiant.suite** — exactement une ligne

    | décision | quand | par |
    | --- | --- | --- |
    | passage | tous(semestre.validé) | règle |
    | exclusion | non tous(semestre.validé) | jury |
    """, marks=AVERAGES)  # fmt: skip

    verification = verify(table, budget_seconds=0)

    assert {r.status for r in verification.results if r.by == "solver"} == {"unknown"}
    assert any(f.code == "not-settled" and "temps" in f.what("fr") for f in verification.findings)


def test_deadlines_are_told_their_real_days_before_a_counterexample_is_shown() -> None:
    body = """
    ## §3 Délai

    **Échéances**

    | échéance | départ | délai |
    | --- | --- | --- |
    | recours | notification | 10 jours |

    **Décision : étudiant.recours** — première ligne qui s'applique

    | décision | quand | par |
    | --- | --- | --- |
    | recevable | étudiant.réponse <= échéance(recours, étudiant.demande) | règle |
    {more}
    """
    incomplete = law(body.format(more=""))
    complete = law(body.format(more="| tardif | étudiant.réponse > échéance(recours, étudiant.demande) | règle |"))

    result = only(verify(incomplete), "completeness", "étudiant.recours")
    assert result.status == "counterexample"
    assert result.counterexample is not None
    given = result.counterexample.person.listed
    late, start = given["étudiant.réponse"]["étudiant"], given["étudiant.demande"]["étudiant"]
    assert isinstance(late, int)
    assert isinstance(start, int)
    assert late > start + 10
    assert only(verify(complete), "completeness", "étudiant.recours").status == "proved"


def test_claims_and_findings_read_in_both_languages() -> None:
    unfair = law(RULES + DIPLOMA.format(thesis="module[Mémoire].note < 12"), marks=AVERAGES)

    verification = verify(unfair)

    assert any("better" in result.in_words("en") for result in verification.results)
    assert all(f.what(lang) and f.remedy(lang) for f in verification.findings for lang in ("fr", "en"))


def test_a_module_of_another_kind_than_its_siblings_is_checked_too() -> None:
    """The table only fails for modules of 30 credits, of which there is one."""
    by_module = read(HEADER.format(modules="\n".join(MODULES), marks="", most="") + """
## §3 Suite

**Décision : module.suite** — première ligne qui s'applique

| décision | quand | par |
| --- | --- | --- |
| petit | module.ects < 30 | règle |
| grand | module.ects == 30 et module.note >= 10 | règle |
""")  # fmt: skip

    result = only(verify(by_module), "completeness", "module.suite")

    assert result.status == "counterexample"
    assert result.counterexample is not None
    assert result.counterexample.member == "Mémoire"
