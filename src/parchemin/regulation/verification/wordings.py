"""What verification has to say, in French and English: static findings, claims, and what a false or unsettled claim calls for."""

from __future__ import annotations

from parchemin.regulation.findings import Wording

# --- static checks ---------------------------------------------------------------------------------------------

CREDITS_TOTAL = Wording(
    "credits-total",
    fr=("{level} « {member} » : les {column} font {sum} = {total}, au lieu de {expected} ({frame}).",
        "Corrigez les crédits, ou déclarez l'écart dans un tableau **Silences** s'il est dans le texte publié."),
    en=("{level} “{member}”: {column} make {sum} = {total}, instead of {expected} ({frame_en}).",
        "Correct the credits, or declare the gap in a **Silences** table if it stands in the published text."),
    severity="warning",
)  # fmt: skip
ODD_TOTAL = Wording(
    "odd-total",
    fr=("{level} « {member} » : les {column} font {sum} = {total}, alors que les {others} autres font {usual}.",
        "Vérifiez les chiffres de « {member} » dans le texte publié, ou déclarez la différence dans un tableau **Silences**."),
    en=("{level} “{member}”: {column} make {sum} = {total}, while the {others} others make {usual}.",
        "Check the figures of “{member}” in the published text, or declare the difference in a **Silences** table."),
    severity="warning",
)  # fmt: skip
CONTROL_FALSE = Wording(
    "control-false",
    fr=("Contrôle « {control} »{member} : {left} {operator} {right} est faux (écart {gap}){published}.",
        "Corrigez le tableau, ou déclarez la contradiction du texte publié dans un tableau **Silences**."),
    en=("Control “{control}”{member}: {left} {operator} {right} is false (gap {gap}){published}.",
        "Correct the table, or declare the contradiction of the published text in a **Silences** table."),
    severity="warning",
)  # fmt: skip
CONTROL_REFUSED = Wording(
    "control-refused",
    fr=("Contrôle « {control} »{member} : la condition est fausse{published}.",
        "Corrigez le tableau, ou déclarez la contradiction du texte publié dans un tableau **Silences**."),
    en=("Control “{control}”{member}: the condition is false{published}.",
        "Correct the table, or declare the contradiction of the published text in a **Silences** table."),
    severity="warning",
)  # fmt: skip
CONTROL_NEEDS_FACTS = Wording(
    "control-needs-facts",
    fr=("Contrôle « {control} » : il dépend de faits ({facts}) et ne peut être évalué sur les tableaux seuls.",
        "N'utilisez dans un contrôle que les tableaux et les paramètres."),
    en=("Control “{control}”: it depends on facts ({facts}) and cannot be evaluated on the tables alone.",
        "Use only tables and parameters in a control."),
)  # fmt: skip
CODE_GIVES_WAY = Wording(
    "code-gives-way",
    fr=("Dans « {name} », « {mark} » qui vaut {code} cède à l'autre note : « {whole} » est le nombre, dès qu'il y en a un.",
        "Il n'y a rien à faire si le texte le veut ainsi ; si {code} doit rester, écrivez « {kept} »."),
    en=("In “{name}”, “{mark}” that is {code} gives way to the other mark: “{whole}” is the number as soon as there is one.",
        "Nothing is needed if the text means it so; if {code} must stay, write “{kept}”."),
    severity="note",
)  # fmt: skip
NO_EFFECT = Wording(
    "no-effect",
    fr=("{kind} « {name} » est sans effet : aucune décision, exigence ni contrôle n'en dépend.",
        ("Faites-en dépendre ce qui, dans le texte, en dépend ; ou dites à qui c'est seulement montré dans un tableau "
        "**Publications** ; ou retirez-le.")),
    en=("{kind_en} “{name}” has no effect: no decision, requirement or control depends on it.",
        ("Make what depends on it in the text depend on it here; or say to whom it is only shown in a **Publications** "
        "table; or remove it.")),
    severity="warning",
)  # fmt: skip
LEADS_NOWHERE = Wording(
    "no-effect",
    fr=("{kind} « {name} » ne mène qu'à {ends}, dont rien ne dépend : c'est sans effet.",
        NO_EFFECT.fr[1]),
    en=("{kind_en} “{name}” has no effect: it only leads to {ends_en}, on which nothing depends.",
        NO_EFFECT.en[1]),
    severity="warning",
)  # fmt: skip
CONDITIONS_NOTHING = Wording(
    "no-effect",
    fr=("Le tableau d'exigences « {name} » est sans effet : aucune décision n'en dépend.",
        ("Faites-en dépendre la décision qu'il conditionne dans le texte, ou dites à qui il est seulement montré dans un "
        "tableau **Publications**.")),
    en=("Requirements table “{name}” has no effect: no decision depends on it.",
        ("Make the decision that it conditions in the text depend on it, or say to whom it is only shown in a "
        "**Publications** table.")),
    severity="warning",
)  # fmt: skip
UNUSED_COLUMN = Wording(
    "unused-column",
    fr=(
        "La colonne « {name} » ne sert dans aucune règle ni aucun contrôle.",
        "C'est sans effet si elle n'est là que pour le lecteur.",
    ),
    en=("Column “{name}” is used by no rule and no control.", "No effect if it only informs the reader."),
    severity="note",
)
ALWAYS_TRUE = Wording(
    "always-true",
    fr=("Dans « {name} », {left} {operator} {right} est toujours vrai : {moving} va de {low} à {high}.",
        "Corrigez le seuil ou le sens de la comparaison, ou retirez-la."),
    en=("In “{name}”, {left} {operator} {right} is always true: {moving} lies between {low} and {high}.",
        "Correct the threshold or the direction of the comparison, or remove it."),
    severity="warning",
)  # fmt: skip
ALWAYS_FALSE = Wording(
    "always-false",
    fr=("Dans « {name} », {left} {operator} {right} est toujours faux : {moving} va de {low} à {high}.",
        "Corrigez le seuil ou le sens de la comparaison, ou retirez-la."),
    en=("In “{name}”, {left} {operator} {right} is always false: {moving} lies between {low} and {high}.",
        "Correct the threshold or the direction of the comparison, or remove it."),
    severity="warning",
)  # fmt: skip
ROW_NEVER = Wording(
    "row-never",
    fr=(
        "« {decision} » : la condition de la ligne « {option} » n'est jamais vraie.",
        "Corrigez la condition ou retirez la ligne.",
    ),
    en=("“{decision}”: the condition of row “{option}” is never true.", "Correct the condition or remove the row."),
    severity="warning",
)
ROW_SHADOWED = Wording(
    "row-shadowed",
    fr=("« {decision} » : la ligne « {option} » vient après une ligne qui s'applique toujours.",
        "Placez-la avant la ligne « {above} », ou retirez-la."),
    en=("“{decision}”: the row “{option}” comes after a row that always applies.",
        "Place it above row “{above}”, or remove it."),
    severity="warning",
)  # fmt: skip
FEW_CASES = Wording(
    "few-cases",
    fr=("L'article {article} a force ({force}) et {count} cas traités ; il en faut au moins {least}.",
        "Ajoutez des lignes à un tableau **Cas** sous l'article, dont sur, juste avant et juste après chaque seuil."),
    en=("Article {article} has force ({force}) and {count} worked cases; at least {least} are needed.",
        "Add lines to a **Cases** table under the article, some on, just below and just above each threshold."),
    severity="warning",
)  # fmt: skip
THRESHOLD_UNTESTED = Wording(
    "threshold-untested",
    fr=("Dans « {name} », le seuil {left} {operator} {right} n'a pas de cas {lacking}{nearest}.",
        "Ajoutez un cas où {left} vaut {wanted}."),
    en=("In “{name}”, the threshold {left} {operator} {right} has no case {lacking_en}{nearest_en}.",
        "Add a case where {left} is {wanted}."),
    severity="warning",
)  # fmt: skip
STALE_RULES = Wording(
    "stale-rules",
    fr=("{article} : le texte a changé depuis la dernière relecture, ses règles non.",
        "Relisez les règles de l'article, puis confirmez par « parchemin check --confirm »."),
    en=("{article}: the text has changed since the last review, its rules have not.",
        "Review the article's rules, then confirm with “parchemin check --confirm”."),
    severity="warning",
)  # fmt: skip
ARTICLE_MISSING = Wording(
    "article-missing",
    fr=("{article} cite l'article §{cited}, qui n'existe pas{near}.", "Corrigez le renvoi, ou ajoutez l'article."),
    en=("{article} cites article §{cited}, which does not exist{near}.", "Correct the reference, or add the article."),
    severity="warning",
)

# --- what the author declared ---------------------------------------------------------------------------------

SILENCE = Wording(
    "declared-silence",
    ("{nature_fr} : {point}", "{treatment}"),
    ("{nature_en}: {point}", "{treatment}"),
    severity="note",
)
READING = Wording(
    "declared-reading",
    (
        "L'article se lit de plusieurs façons (« {name} ») ; lecture retenue : {taken}, {meaning}.",
        "Pour essayer les autres lectures : parchemin simulate … --set {others}",
    ),
    (
        "The article can be read in several ways (“{name}”); taken: {taken}, {meaning}.",
        "Try the others: parchemin simulate … --set {others}",
    ),
    severity="note",
)
ASSUMED = Wording(
    "assumed-figure",
    (
        "« {name} » = {value} n'est pas dans la source : c'est une hypothèse.",
        "Remplacez-la par le chiffre de l'école dès qu'il est connu.",
    ),
    (
        "“{name}” = {value} is not in the source: it is an assumption.",
        "Put the school's figure in its place when it is known.",
    ),
    severity="note",
)

# --- claims ------------------------------------------------------------------------------------------------------

COMPLETE = Wording(
    "complete-table",
    fr=("« {decision} » : au moins une ligne s'applique, quels que soient les faits.", ""),
    en=("“{decision}”: at least one row applies, whatever the facts.", ""),
    severity="note",
)
EXCLUSIVE = Wording(
    "exclusive-rows",
    fr=(
        "« {decision} » : deux lignes de la règle ne s'appliquent jamais ensemble, ni une avec une ligne laissée à une personne.",
        "",
    ),
    en=("“{decision}”: no two rule rows ever apply together, nor a rule row with a row left to a person.", ""),
    severity="note",
)
REACHABLE = Wording(
    "reachable-row",
    fr=("« {decision} » : la ligne « {option} » s'applique à quelqu'un.", ""),
    en=("“{decision}”: the row “{option}” applies to somebody.", ""),
    severity="note",
)
NEVER_HURTS = Wording(
    "better-mark-never-hurts",
    fr=("« {subject} » : une meilleure valeur de « {fact} », tout le reste égal, ne le retire jamais.", ""),
    en=("“{subject}”: a better “{fact}”, everything else equal, never takes it away.", ""),
    severity="note",
)
NEVER_LOWERS = Wording(
    "better-mark-never-lowers-decision",
    fr=("« {subject} », lue de la ligne la plus favorable à la moins favorable : une meilleure valeur de « {fact} » ne fait jamais passer à une ligne plus basse.", ""),
    en=("“{subject}”, read from the most favourable row down: a better “{fact}” never moves the decision to a lower row.", ""),
    severity="note",
)  # fmt: skip

NO_ROW = Wording(
    "no-row-applies",
    fr=("« {decision} » : aucune ligne ne s'applique à certaines personnes, par exemple : {example}.",
        "Ajoutez une ligne pour ce cas, ou terminez le tableau par une ligne « sinon »."),
    en=("“{decision}”: no row applies to some people, for example: {example}.",
        "Add a row for this case, or end the table with an “otherwise” row."),
)  # fmt: skip
ROWS_OVERLAP = Wording(
    "rows-overlap",
    fr=("« {decision} » : les lignes « {first} » et « {second} » s'appliquent à la même personne, par exemple : {example}.",
        "Dites laquelle prévaut : « première ligne qui s'applique », ou restreignez l'une des deux conditions."),
    en=("“{decision}”: the rows “{first}” and “{second}” apply to the same person, for example: {example}.",
        "Say which prevails: “first row that applies”, or narrow one of the two conditions."),
)  # fmt: skip
ROW_UNREACHABLE = Wording(
    "row-unreachable",
    fr=("« {decision} » : la ligne « {option} » ne peut s'appliquer à personne.",
        "Retirez la ligne, ou corrigez sa condition ou celles des lignes qui la précèdent."),
    en=("“{decision}”: the row “{option}” cannot apply to anybody.",
        "Remove the row, or correct its condition or those of the rows above it."),
    severity="warning",
)  # fmt: skip
MARK_HURTS = Wording(
    "better-mark-hurts",
    fr=("Une meilleure valeur de « {fact} » peut faire perdre « {subject} ». Exemple ({who}) : avec {before}, la réponse est « {outcome} » ; avec {after}, tout le reste égal, elle devient « {better_outcome} ». Le reste du dossier : {example}.",
        "Si ce n'est pas voulu, corrigez la condition ; sinon déclarez-le dans le tableau **Silences** de l'article. « parchemin verify … --cases » écrit l'exemple en cas, à coller sous l'article."),
    en=("A better “{fact}” can lose “{subject}”. Example ({who}): with {before}, the answer is “{outcome}”; with {after}, everything else equal, it becomes “{better_outcome}”. The rest of the record: {example}.",
        "If this is not meant, correct the condition; otherwise declare it in the article's **Silences** table. “parchemin verify … --cases” writes the example as a case to paste under the article."),
    severity="warning",
)  # fmt: skip
MARK_MOVES_DOWN = Wording(
    "better-mark-moves-down",
    fr=("Une meilleure valeur de « {fact} » peut faire descendre « {subject} » dans son tableau. Exemple ({who}) : avec {before}, la réponse est « {outcome} » ; avec {after}, tout le reste égal, elle devient « {better_outcome} ». Le reste du dossier : {example}.",
        "Si les lignes vont bien de la plus favorable à la moins favorable, corrigez la condition ; sinon il n'y a rien à faire."),
    en=("A better “{fact}” can move “{subject}” down its table. Example ({who}): with {before}, the answer is “{outcome}”; with {after}, everything else equal, it becomes “{better_outcome}”. The rest of the record: {example}.",
        "If the rows do go from the most to the least favourable, correct the condition; otherwise nothing is needed."),
    severity="note",
)  # fmt: skip
WHY_UNKNOWN = {
    "time": ("le temps donné est écoulé", "the time given is spent"),
    "solver": ("le solveur ne conclut pas", "the solver does not conclude"),
    "rows": (
        "établi pour deux lignes enregistrées au plus par dossier",
        "established for at most two recorded rows per parent",
    ),
    "replay": ("l'exemple du solveur ne se rejoue pas", "the solver's example does not replay"),
}


def unsettled(claim: Wording, why: str) -> Wording:
    """The note that a claim is neither proved nor refuted. It is never a pass."""
    french, english = WHY_UNKNOWN[why]
    return Wording(
        "not-settled",
        fr=(
            f"Non établi ({french}) : {claim.fr[0]}",
            "Donnez plus de temps à la vérification, ou traitez le point par des cas.",
        ),
        en=(
            f"Not settled ({english}): {claim.en[0]}",
            "Give the verification more time, or settle the point by worked cases.",
        ),
        severity="note",
    )
