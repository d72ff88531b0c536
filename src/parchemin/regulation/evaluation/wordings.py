"""What running the cases says when one does not hold or means nothing, in both languages."""

from __future__ import annotations

from parchemin.regulation.findings import Wording

CASE_FAILS = Wording(
    "case-fails",
    (
        "Le cas « {case} » attend {target} = {expected} ; le règlement donne {found}.",
        "Corrigez la règle, ou le cas s'il dit autre chose que le texte.",
    ),
    (
        "Case “{case}” expects {target} = {expected}; the regulation gives {found}.",
        "Correct the rule, or the case if it says other than the text.",
    ),
)
DIVIDED_BY_ZERO = Wording(
    "divided-by-zero",
    ("Le cas « {case} » fait diviser par zéro.", "Donnez-lui un diviseur qui ne peut pas valoir 0."),
    ("Case “{case}” leads to a division by zero.", "Give it a divisor that cannot be 0."),
)
UNKNOWN_TARGET = Wording(
    "unknown-target",
    ("« {target} » ne désigne rien.", "Vouliez-vous dire : {near} ?"),
    ("“{target}” names nothing.", "Did you mean: {near}?"),
    once=("target",),
)
TARGET_MEMBER = Wording(
    "target-member",
    ("« {target} » : « {member} » n'est pas un membre de « {level} ».", "Vouliez-vous dire : {near} ?"),
    ("“{target}”: “{member}” is not a member of “{level}”.", "Did you mean: {near}?"),
    once=("member", "level"),
)
TARGET_VALUE = Wording(
    "target-value",
    ("« {value} » ne convient pas à {target}.", "On attend {accepted}."),
    ("“{value}” does not fit {target}.", "Expected: {accepted}."),
)
EXPECTS_NOTHING = Wording(
    "expects-nothing",
    ("Le cas « {case} » n'attend rien.", "Ajoutez une colonne « ⇒ … » ou « attendu »."),
    ("Case “{case}” expects nothing.", "Add a “⇒ …” or an “expected” column."),
)
