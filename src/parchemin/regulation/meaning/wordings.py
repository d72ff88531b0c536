"""What is said when a text reads well but means nothing, in both languages."""

from __future__ import annotations

from parchemin.regulation.findings import Wording

UNKNOWN_NAME = Wording(
    "unknown-name",
    (
        "« {name} » n'est défini nulle part.",
        "Vouliez-vous dire : {near} ? Sinon déclarez-le (fait, paramètre ou règle).",
    ),
    ("“{name}” is defined nowhere.", "Did you mean: {near}? Otherwise declare it (fact, parameter or rule)."),
    once=("name",),
)
UNKNOWN_AND_FAR = Wording(
    "unknown-name",
    (
        "« {name} » n'est défini nulle part.",
        "Vérifiez son orthographe, ou déclarez-le dans un tableau (fait, paramètre) ou une règle.",
    ),
    ("“{name}” is defined nowhere.", "Check its spelling, or declare it in a table (fact, parameter) or a rule."),
    once=("name",),
)
PUBLISHED_TO_NOBODY = Wording(
    "published-to-nobody",
    (
        "« {name} » est publié, mais la ligne ne dit pas à qui.",
        "Écrivez à qui c'est montré : étudiant, scolarité, jury.",
    ),
    ("“{name}” is published, but the line does not say to whom.", "Write to whom it is shown: student, office, jury."),
)
NAME_TWICE = Wording(
    "name-twice",
    ("« {name} » est déjà défini ({other}).", "Gardez une seule définition, ou changez l'un des noms."),
    ("“{name}” is already defined ({other}).", "Keep one definition, or change one of the names."),
)
BAD_NAME = Wording(
    "bad-name",
    ("« {name} » n'est pas un nom.", "Un nom s'écrit {form}, en lettres, chiffres et « _ »."),
    ("“{name}” is not a name.", "A name is written {form}, in letters, digits and “_”."),
)
UNKNOWN_LEVEL = Wording(
    "unknown-level",
    ("Aucun niveau ne s'appelle « {name} ».", "Écrivez un niveau déclaré : {known}."),
    ("No level is called “{name}”.", "Write a declared level: {known}."),
    once=("name",),
)
CAPTION_WITHOUT_LEVEL = Wording(
    "unknown-level",
    ("La légende ne dit pas de quel niveau sont ces lignes.", "Écrivez « **Cursus : …** » avec un niveau : {known}."),
    ("The caption does not say which level these lines are of.", "Write “**Curriculum : …**” with a level: {known}."),
)
LEVEL_PARENT = Wording(
    "level-parent",
    (
        "Le niveau « {name} » ne peut pas être dans « {parent} ».",
        "Un niveau est dans un niveau dont les membres sont au règlement.",
    ),
    ("Level “{name}” cannot be in “{parent}”.", "A level stands in a level whose members are in the regulation."),
)
NO_MEMBERS = Wording(
    "no-members",
    (
        "Le niveau « {name} » n'a aucun membre.",
        "Ajoutez un tableau « **Cursus : {name}** », ou « **Cursus : {name}** — exemple » si des textes inférieurs les donnent.",
    ),
    (
        "Level “{name}” has no member.",
        "Add a “**Curriculum : {name}**” table, or “**Curriculum : {name}** — example” when lower texts give them.",
    ),
)
SAMPLE_MEMBERS = Wording(
    "sample-members",
    (
        "Le niveau « {name} » n'a que des membres d'exemple : ce texte se lit sous un autre, qui donnera les siens.",
        "Rien à faire ici.",
    ),
    (
        "Level “{name}” has example members only: this text is read under another, which gives its own.",
        "Nothing to do.",
    ),
    severity="note",
)
NOT_LISTED = Wording(
    "not-listed",
    (
        "Les membres de « {name} » ne se déclarent pas dans un tableau.",
        "Écrivez « tableau » dans la colonne « membres » du niveau.",
    ),
    ("The members of “{name}” are not declared in a table.", "Write “table” in the “members” column of the level."),
)
FIRST_COLUMN = Wording(
    "first-column",
    ("La première colonne doit s'appeler « {name} ».", "Mettez-y le nom de chaque membre."),
    ("The first column must be called “{name}”.", "Put each member's name there."),
)
UNKNOWN_MEMBER = Wording(
    "unknown-member",
    ("« {member} » n'est pas un membre de « {level} ».", "Vouliez-vous dire : {near} ?"),
    ("“{member}” is not a member of “{level}”.", "Did you mean: {near}?"),
    once=("member", "level"),
)
BAD_MEMBER = Wording(
    "bad-name",
    ("« {name} » ne peut pas nommer une ligne de ce tableau.", "Écrivez un nom sans aucun des signes [ ] / ; | *"),
    ("“{name}” cannot name a line of this table.", "Write a name without any of the signs [ ] / ; | *"),
)
EMPTY_CELL = Wording(
    "bad-cell",
    ("Cette cellule est vide.", "On attend {accepted}."),
    ("This cell is empty.", "Expected: {accepted}."),
)
BAD_CELL = Wording(
    "bad-cell",
    ("« {value} » ne convient pas ici.", "On attend {accepted}."),
    ("“{value}” does not fit here.", "Expected: {accepted}."),
)
SPACED_CHOICE = Wording(
    "bad-cell",
    ("La valeur « {choice} » est écrite en plusieurs mots.", "Écrivez « {right} »."),
    ("The value “{choice}” is written in several words.", "Write “{right}”."),
)
ALIKE = Wording(
    "alike",
    (
        "« {word} » ressemble à « {other} » ({line}) : ce seraient deux valeurs différentes.",
        "Écrivez les deux de la même façon, ou choisissez des mots plus distincts.",
    ),
    (
        "“{word}” looks like “{other}” ({line}): they would be two different values.",
        "Write both the same way, or choose words further apart.",
    ),
    once=("word", "other"),
)
NO_DATUM = Wording(
    "no-datum",
    (
        "« {name} » est utilisé, mais vide pour {members}.",
        "Remplissez la cellule, ou dites « (vide = 0) » dans l'en-tête de colonne.",
    ),
    ("“{name}” is used, but empty for {members}.", "Fill the cell, or say “(empty = 0)” in the column heading."),
    once=("name", "members"),
)
MARK_UNDECLARED = Wording(
    "mark-undeclared",
    ("La note « {name} » n'a ni échelle, ni pas, ni arrondi.", "Ajoutez sa ligne dans un tableau « Notes »."),
    ("Mark “{name}” has no scale, step or rounding.", "Add its line to a “Marks” table."),
)
NOT_A_MARK = Wording(
    "not-a-mark",
    ("« {name} » est au tableau des notes sans être une note.", "Retirez la ligne, ou vérifiez le nom."),
    ("“{name}” stands in a marks table but is no mark.", "Remove the line, or check the name."),
)
CODES_TOO_LOW = Wording(
    "codes-too-low",
    (
        "Ce calcul sur une note qui peut être un code n'a pas de valeur la plus basse, ou va trop bas.",
        "Bornez-le : « max(0, …) » autour de la note, ou une échelle pour ce qu'on lui ajoute.",
    ),
    (
        "This computation on a mark that may be a code has no least value, or goes too low.",
        "Bound it: “max(0, …)” around the mark, or a scale for what is added to it.",
    ),
)
CODES_OF_NO_FACT = Wording(
    "codes-of-no-fact",
    (
        "« {name} » ne s'enregistre pas : elle n'est un code que si les notes dont elle est faite en sont.",
        "Nommez dans la légende les notes enregistrées (des faits) qui peuvent être un code.",
    ),
    (
        "“{name}” is not recorded: it is a code only when the marks it is made of are.",
        "Name in the caption the recorded marks (facts) that may be a code.",
    ),
)
CODED_WEIGHT = Wording(
    "coded-weight",
    ("Un poids ne peut pas être une note qui peut être un code.", "Pesez par une donnée ou par un fait."),
    ("A weight cannot be a mark that may be a code.", "Weigh by a datum or a fact."),
)
LEAVES_SCALE = Wording(
    "leaves-scale",
    (
        "« {name} » peut valoir de {low} à {high}, hors de son échelle {scale}.",
        "Bornez-la (« min(20, …) »), ou corrigez l'échelle.",
    ),
    (
        "“{name}” can go from {low} to {high}, outside its scale {scale}.",
        "Bound it (“min(20, …)”), or correct the scale.",
    ),
    severity="warning",
)
BREAKS_LAYER = Wording(
    "breaks-layer",
    (
        "« {name} » vaut {value}, mais {above} impose {bound}.",
        "Respectez la borne, ou faites modifier le texte supérieur.",
    ),
    ("“{name}” is {value}, but {above} requires {bound}.", "Respect the bound, or have the higher text changed."),
)
WIDENS_LAYER = Wording(
    "widens-layer",
    (
        "« {name} » : « {written} » permet plus que {above}, qui impose {bound}.",
        "Laissez la borne vide (celle du dessus vaut encore), écrivez-en une plus étroite, ou faites modifier le texte supérieur.",
    ),
    (
        "“{name}”: “{written}” allows more than {above}, which requires {bound}.",
        "Leave the bound empty (the one above still holds), write a narrower one, or have the higher text changed.",
    ),
)
BREAKS_OWN_BOUND = Wording(
    "breaks-own-bound",
    ("« {name} » vaut {value}, et sa propre borne est {bound}.", "Corrigez la valeur, ou la borne."),
    ("“{name}” is {value}, and its own bound is {bound}.", "Correct the value, or the bound."),
)
OTHER_KIND_ABOVE = Wording(
    "other-kind-above",
    (
        "« {name} » vaut ici « {value} », qui n'est pas du même genre ni de la même unité qu'au texte supérieur ({other}).",
        "Écrivez une valeur de même genre, dans la même unité.",
    ),
    (
        "“{name}” is “{value}” here, not of the kind or the unit of the higher text ({other}).",
        "Write a value of the same kind, in the same unit.",
    ),
)
REDEFINES_ABOVE = Wording(
    "redefines-above",
    (
        "« {name} » est fixé par le texte supérieur ({other}).",
        "Seuls ses paramètres, et ses articles « (par défaut) », se redéfinissent ; une table d'exigences « — ouverte » reçoit des lignes.",
    ),
    (
        "“{name}” is set by the higher text ({other}).",
        "Only its parameters, and its “(default)” articles, may be redefined; an “— open” requirements table takes lines.",
    ),
)
NEEDS_AGGREGATE = Wording(
    "needs-aggregate",
    (
        "« {name} » a une valeur par {below}, pas par {here}.",
        "Résumez-la : tous(…), un(…), somme(…), moyenne(…) ; ou choisissez « {below}[…] ».",
    ),
    (
        "“{name}” has one value per {below}, not per {here}.",
        "Aggregate it: all(…), any(…), sum(…), mean(…); or pick “{below}[…]”.",
    ),
)
OTHER_BRANCH = Wording(
    "other-branch",
    (
        "« {name} » ({below}) n'est ni au-dessus ni au-dessous de {here}.",
        "Passez par un niveau commun, avec une définition intermédiaire.",
    ),
    (
        "“{name}” ({below}) is neither above nor below {here}.",
        "Go through a common level, with a definition of its own.",
    ),
)
NOTHING_BESIDE = Wording(
    "nothing-beside",
    (
        "« {level} » n'a ni membre précédent ni membre suivant.",
        "Nommez une valeur d'un niveau dont les membres sont au règlement, dans leur ordre.",
    ),
    (
        "“{level}” has neither a previous nor a next member.",
        "Name a value of a level whose members are in the regulation, in their order.",
    ),
)
NOTHING_BELOW = Wording(
    "nothing-below",
    ("Rien, dans cette fonction, n'est au-dessous de {here}.", "Nommez une valeur d'un niveau inférieur."),
    ("Nothing in this function stands below {here}.", "Name a value of a lower level."),
)
ONE_MEMBER = Wording(
    "nothing-below",
    (
        "« {name} » est la valeur d'un seul membre : il n'y a rien à parcourir.",
        "Écrivez-la sans « {function} », ou sans les crochets si tous les membres comptent.",
    ),
    (
        "“{name}” is the value of one member: there is nothing to go through.",
        "Write it without “{function}”, or without the brackets if every member counts.",
    ),
)
WRONG_TYPE = Wording(
    "wrong-type",
    ("On attend {expected} ; ici c'est {found}.", "Vérifiez « {text} »."),
    ("Expected {expected}; this is {found}.", "Check “{text}”."),
)
WRONG_UNITS = Wording(
    "wrong-units",
    ("On ne peut pas mêler deux unités : {left} et {right}.", "Comparez ou ajoutez des valeurs de même unité."),
    ("Two units do not mix: {left} and {right}.", "Compare or add values of one unit."),
)
UNKNOWN_CHOICE = Wording(
    "unknown-choice",
    ("« {choice} » n'est pas une des valeurs possibles.", "Valeurs possibles : {known}."),
    ("“{choice}” is not one of the possible values.", "Possible values: {known}."),
)
CHOICES_MISSING = Wording(
    "choices-missing",
    ("« selon » ne dit rien pour {missing}.", "Ajoutez ces cas, ou « autrement=… »."),
    ("“switch” says nothing for {missing}.", "Add these cases, or “otherwise=…”."),
)
NEEDS_EMPTY = Wording(
    "needs-empty",
    ("Que vaut « {function} » quand il n'y a rien ?", "Ajoutez « vide=… » : rien ne vaut 0 par oubli."),
    ("What is “{function}” worth when there is nothing?", "Add “empty=…”: nothing is 0 by omission."),
)
WRONG_ARGUMENTS = Wording(
    "wrong-arguments",
    ("« {function} » ne s'écrit pas ainsi.", "Écrivez {form}."),
    ("“{function}” is not written so.", "Write {form}."),
)
DIVIDES_BY_ZERO = Wording(
    "divides-by-zero",
    ("Le diviseur peut être nul.", "Divisez par une constante, un paramètre ou une donnée qui ne peut pas valoir 0."),
    ("The divisor can be zero.", "Divide by a constant, a parameter or a datum that cannot be 0."),
)
PART_OF_A_DAY = Wording(
    "part-of-a-day",
    ("On n'ajoute à une date que des jours entiers.", "Arrondissez ce nombre à 1 : arrondi(x, 1, supérieur)."),
    ("Only whole days are added to a date.", "Round this number to 1: round(x, 1, up)."),
)
CIRCULAR = Wording(
    "circular",
    ("« {name} » dépend de lui-même : {path}.", "Coupez la boucle : une définition ne peut pas s'utiliser elle-même."),
    ("“{name}” depends on itself: {path}.", "Break the loop: a definition cannot use itself."),
)
TOO_DEEP = Wording(
    "too-deep",
    (
        "« {name} » repose sur plus de {most} calculs en chaîne.",
        "Résumez la chaîne : une somme, une moyenne ou une table à la place de définitions qui se suivent.",
    ),
    (
        "“{name}” stands on a chain of more than {most} computations.",
        "Shorten the chain: a sum, a mean or a table in place of definitions that follow one another.",
    ),
)
NOT_AN_ENTRY = Wording(
    "not-an-entry",
    (
        "« {name} » ne peut pas être l'entrée d'une personne.",
        "« entrée » nomme un fait de type date, au niveau de la personne.",
    ),
    ("“{name}” cannot be the entry of a person.", "“entry” names a fact of type date, at the level of the person."),
)
TAKEN_OPTION = Wording(
    "bad-name",
    (
        "« {option} » ne peut pas nommer une décision : ce mot dit déjà, dans les cas, qu'il n'y en a pas encore.",
        "Choisissez un autre nom, par exemple « sans_suite » ou « {option}_mention ».",
    ),
    (
        "“{option}” cannot name a decision: in cases that word already says that there is none yet.",
        "Choose another name, such as “no_action” or “{option}_given”.",
    ),
)
NO_POLICY = Wording(
    "no-policy",
    (
        "La table ne dit pas comment ses lignes décident.",
        (
            "Ajoutez « — exactement une ligne » ou « — première ligne qui s'applique » après la légende"
            " (et, si c'est l'ordre, « , de la plus favorable à la moins favorable »)."
        ),
    ),
    (
        "The table does not say how its rows decide.",
        "Add “— exactly one row” or “— first row that applies” after the caption, then “, best first” where it is so.",
    ),
)
READING_TAKEN = Wording(
    "reading-taken",
    (
        "La question « {name} » doit avoir au moins deux lectures, dont une seule retenue.",
        "Écrivez « oui » à une seule ligne.",
    ),
    ("Question “{name}” needs at least two readings, exactly one taken.", "Write “yes” on one line only."),
)
UNKNOWN_DEADLINE = Wording(
    "unknown-deadline",
    ("Aucune échéance ne s'appelle « {name} ».", "Échéances déclarées : {known}."),
    ("No deadline is called “{name}”.", "Declared deadlines: {known}."),
)
NO_ROOT = Wording(
    "no-root",
    ("Le règlement ne déclare aucun niveau.", "Ajoutez un tableau « Niveaux »."),
    ("The regulation declares no level.", "Add a “Levels” table."),
)
CASE_ITEM = Wording(
    "case-item",
    ("« {text} » n'est pas « cible = valeur ».", "Séparez les affectations par « ; »."),
    ("“{text}” is not “target = value”.", "Separate assignments with “;”."),
)
