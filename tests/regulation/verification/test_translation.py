"""The terms the solver reasons on mean what the exact evaluator computes."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from random import Random
from typing import cast

import pytest
import z3

from parchemin.regulation.evaluation.facts import PersonFacts, RowFacts
from parchemin.regulation.evaluation.single import evaluate
from parchemin.regulation.meaning.graph import Kind, Regulation, Type, Value
from parchemin.regulation.verification.structure import Spot
from parchemin.regulation.verification.symbols import Quantity, Symbol
from parchemin.regulation.verification.translation import Translation
from parchemin.regulation.verification.world import ProofFrame, ProofSetting, World
from tests.regulation.verification.law import law

MARKS = (
    "| semestre.moyenne | 0..20 | exact | aucun |",
    "| semestre.sans_dispense | 0..20 | exact | aucun |",
    "| semestre.meilleures | 0..20 | exact | aucun |",
    "| semestre.la_meilleure | 0..20 | exact | aucun |",
    "| étudiant.moyenne | 0..20 | 0,01 | au plus proche |",
    "| étudiant.au_pair | 0..20 | 0,1 | au pair |",
    "| étudiant.basse | 0..20 | 0,5 | inférieur |",
    "| étudiant.haute | 0..20 | 0,5 | supérieur |",
)

EVERYTHING = """
    ## §2 Tout

    **Paramètres**

    | paramètre | valeur |
    | --- | --- |
    | seuil | 10 |

    ```règles
    semestre.moyenne = moyenne_pondérée(module.note, module.ects)
    semestre.sans_dispense = moyenne_pondérée(module.note, module.ects, si=non module.dispensé, vide=10)
    semestre.meilleures = moyenne_des_meilleures(module.note, 1)
    semestre.la_meilleure = maximum(module.note, si=module.dispensé, vide=0)
    étudiant.moyenne = moyenne(semestre.moyenne)
    étudiant.au_pair = moyenne(module.note)
    étudiant.basse = moyenne(module.note)
    étudiant.haute = moyenne(module.note)
    étudiant.semaines = somme(stage.semaines)
    étudiant.longs = nombre(stage.semaines >= 10)
    étudiant.dernier = dernier(stage.semaines, par=stage.fin, vide=0)
    étudiant.court = minimum(stage.semaines, vide=30)
    étudiant.mémoire = module[Mémoire].note >= 12
    étudiant.seuil_haut = max(seuil, 12) si étudiant.modalité == distance sinon seuil
    étudiant.bonus = selon(étudiant.statut, initial=0, salarié=2)
    étudiant.double = étudiant.semaines * 2 - étudiant.longs / 4
    module.validé = 8 <= module.note < 15 ou module.dispensé
    semestre.validé = tous(module.validé) et semestre.sans_dispense >= 9
    étudiant.un_semestre = un(semestre.validé)
    étudiant.modalité_sûre = étudiant.modalité dans (campus, distance) et étudiant.statut != salarié
    étudiant.crédits = somme(module.ects, si=module.validé)
    étudiant.court_et_long = étudiant.court < 5 et non étudiant.longs == 0
    ```

    **Décision : étudiant.suite** — première ligne qui s'applique

    | décision | quand | par |
    | --- | --- | --- |
    | passage | tous(semestre.validé) | règle |
    | sursis | étudiant.crédits >= 14 | jury |
    | arrêt | sinon | règle |

    **Décision : étudiant.bilan** — exactement une ligne

    | décision | quand | par |
    | --- | --- | --- |
    | bon | étudiant.crédits >= 14 | règle |
    | réservé | étudiant.redoublements >= 2 | jury |
    | bon | étudiant.semaines > 20 | règle |
    | faible | étudiant.crédits < 30 | règle |

    ## §3 Suite de la suite

    ```règles
    étudiant.passe = étudiant.suite == passage
    étudiant.arrête = étudiant.suite == arrêt
    étudiant.bon_bilan = étudiant.bilan == bon
    étudiant.faible_bilan = étudiant.bilan == faible
    ```
"""


def someone(regulation: Regulation, chance: Random) -> PersonFacts:
    def value(type_: Type) -> Value:
        match type_.kind:
            case Kind.BOOL:
                return chance.random() < 0.4
            case Kind.CHOICE:
                return chance.choice(type_.choices)
            case Kind.DATE:
                return date(2026, 1, 1).toordinal() + chance.randrange(40)
            case _:
                low, high, step = type_.low or Fraction(0), type_.high or Fraction(20), type_.step or Fraction(1)
                return low + step * chance.randrange(int((high - low) / step) + 1)

    listed: dict[str, dict[str, Value | None]] = {}
    for fact in regulation.facts.values():
        level = regulation.levels[fact.level]
        if level.kind == "listed":
            listed[fact.name] = {m.key: value(fact.type) for m in level.members}
    own = [fact for fact in regulation.facts.values() if fact.level == "stage"]
    rows = [RowFacts("étudiant", f"r{i + 1}", {f.name: value(f.type) for f in own}) for i in range(chance.randrange(3))]
    days = [row.facts["stage.fin"] for row in rows]
    return PersonFacts("étudiant", "quelqu'un", listed, {"stage": rows if len(set(days)) == len(days) else rows[:1]})


def pinned(regulation: Regulation, world: World, person: PersonFacts) -> list[z3.BoolRef]:
    """The facts of the person, said to the solver."""
    codes = world.codes
    said: list[z3.BoolRef] = []
    rows = {row.name: row for row in person.rows["stage"]}
    for spot, here in world.present.items():
        said.append(cast(z3.BoolRef, here == (f"r{spot.slot + 1}" in rows)))
    for (name, spot, _), symbol in world.facts.items():
        if spot.slot < 0:
            keys = [m.key for m in regulation.levels[spot.level].members]
            given = person.listed[name][keys[spot.index]]
        elif f"r{spot.slot + 1}" in rows:
            given = rows[f"r{spot.slot + 1}"].facts[name]
        else:
            continue
        said.append(_same(symbol, given, codes))
    return said


def _same(symbol: Symbol, given: Value | None, codes: dict[str, int]) -> z3.BoolRef:
    if isinstance(symbol, Quantity):
        ratio = symbol.parts[0][1]
        exact = Fraction(cast(Fraction, given)) * cast(int, ratio.d)
        return cast(z3.BoolRef, ratio.n * exact.denominator == exact.numerator)
    if isinstance(given, str):
        return cast(z3.BoolRef, symbol == codes[given])
    return cast(z3.BoolRef, symbol == z3.BoolVal(bool(given)))


def meant(model: z3.ModelRef, symbol: Symbol) -> Value:
    """The value of a term in the model."""
    if not isinstance(symbol, Quantity):
        return symbol if isinstance(symbol, bool) else z3.is_true(model.eval(cast(z3.BoolRef, symbol)))
    ratio = next(r for guard, r in symbol.parts if guard is True or z3.is_true(model.eval(cast(z3.BoolRef, guard))))
    return number(model, ratio.n) / number(model, ratio.d)


def number(model: z3.ModelRef, term: object) -> Fraction:
    if isinstance(term, int):
        return Fraction(term)
    found = model.eval(cast(z3.ArithRef, term), model_completion=True)
    return Fraction(found.as_long()) if z3.is_int_value(found) else Fraction(str(found.as_fraction()))


@pytest.mark.parametrize("seed", range(30))
def test_every_definition_means_what_the_evaluator_computes(seed: int) -> None:
    regulation = law(EVERYTHING, marks=MARKS, most="2")
    person = someone(regulation, Random(seed))
    evaluation = evaluate(regulation, person)
    world = World()
    terms = Translation(ProofSetting(regulation), world, ProofFrame(frozenset(regulation.definitions), rows=2))
    wanted = {
        (name, index): terms.value(definition.node, Spot(definition.level, index))
        for name, definition in regulation.definitions.items()
        for index in range(len(regulation.levels[definition.level].members))
    }
    solver = z3.Solver()
    solver.add(world.constraints)
    solver.add(pinned(regulation, world, person))

    assert solver.check() == z3.sat
    model = solver.model()
    for (name, index), symbol in wanted.items():
        assert meant(model, symbol) == evaluation.of(name, index), (name, index)
    assert not world.loose
    assert not world.cut
