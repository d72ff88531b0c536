"""What the reader says when a text cannot be read, in both languages."""

from __future__ import annotations

from parchemin.regulation.findings import Wording

FENCE_NOT_CLOSED = Wording(
    "fence-not-closed",
    ("Ce bloc n'est jamais refermé.", "Ajoutez la ligne de fermeture (trois accents graves ou trois tildes)."),
    ("This block is never closed.", "Add its closing line (three backticks or three tildes)."),
)
UNKNOWN_FENCE = Wording(
    "unknown-block",
    ("Un bloc « {word} » n'est pas exécuté.", "Écrivez « {near} » si ce sont des règles ; sinon changez ce mot."),
    ("A “{word}” block is not executed.", "Write “{near}” if it holds rules; otherwise change that word."),
)
NAKED_FENCE = Wording(
    "unknown-block",
    ("Ce bloc contient des règles, mais ne dit pas qu'il en est un : rien n'en est exécuté.", "Écrivez « ```{word} »."),
    ("This block holds rules without saying so: nothing in it is executed.", "Write “```{word}”."),
)
OTHER_LANGUAGE = Wording(
    "other-language",
    ("« {word} » n'est pas un mot de la langue de ce texte.", "Écrivez « {right} »."),
    ("“{word}” is not a word of the language of this text.", "Write “{right}”."),
)
OUTSIDE_ARTICLE = Wording(
    "outside-article",
    ("Ce qui a force de règle se trouve hors de tout article.", "Placez-le sous un titre qui commence par « § »."),
    ("Something with force stands outside any article.", "Put it under a heading that starts with “§”."),
)
NOT_A_DEFINITION = Wording(
    "not-a-definition",
    (
        "« {line} » n'est pas une définition.",
        "Écrivez « niveau.nom = expression » ; une suite de ligne est en retrait.",
    ),
    ("“{line}” is not a definition.", "Write “level.name = expression”; a continued line is indented."),
)
SPACED_NAME = Wording(
    "not-a-definition",
    ("« {name} » : un nom s'écrit d'un seul tenant.", "Écrivez « {right} = … »."),
    ("“{name}”: a name is written in one piece.", "Write “{right} = …”."),
)
UNKNOWN_CAPTION = Wording(
    "unknown-table",
    (
        "Aucun tableau ne s'appelle « {word} ».",
        "Légendes proches : {near}. Sans légende en gras, le tableau est du texte.",
    ),
    ("No kind of table is called “{word}”.", "Nearest: {near}. Without a bold caption the table is plain text."),
)
ALMOST_A_CAPTION = Wording(
    "almost-a-caption",
    ("« {line} » n'est pas tout à fait une légende de tableau.", "Écrivez, seul sur sa ligne : {right}"),
    ("“{line}” is not quite the caption of a table.", "Write, alone on its line: {right}"),
)
NO_CAPTION = Wording(
    "no-caption",
    (
        "Ce tableau a les colonnes d'un tableau « {word} », mais pas de légende : il est lu comme du texte.",
        "Si ses lignes ont force de règle, écrivez au-dessus, seul sur sa ligne : {right}",
    ),
    (
        "This table has the columns of a “{word}” table but no caption: it is taken for plain text.",
        "If its lines have force, write above it, alone on its line: {right}",
    ),
    severity="warning",
)
NO_DASHES = Wording(
    "no-dashes",
    ("La ligne de tirets manque sous la première ligne du tableau.", "Ajoutez sous cette ligne : {right}"),
    ("The line of dashes is missing under the first line of the table.", "Add under this line: {right}"),
)
LOOKS_LIKE_AN_ARTICLE = Wording(
    "looks-like-an-article",
    (
        "Le titre « {title} » a l'air d'un article, mais ne commence pas par « § ».",
        "Écrivez « § » devant son numéro, ou changez ce titre.",
    ),
    ("The heading “{title}” looks like an article but does not start with “§”.", "Write “§” before its number."),
    severity="warning",
)
UNKNOWN_COLUMN = Wording(
    "unknown-column",
    ("La colonne « {column} » n'est pas attendue ici.", "Vouliez-vous dire : {near} ?"),
    ("Column “{column}” is not expected here.", "Did you mean: {near}?"),
)
MISSING_COLUMN = Wording(
    "missing-column",
    ("Il manque la colonne « {column} ».", "Ajoutez-la à la première ligne du tableau."),
    ("Column “{column}” is missing.", "Add it to the first line of the table."),
)
REPEATED_COLUMN = Wording(
    "repeated-column",
    ("La colonne « {column} » est là deux fois.", "Gardez-en une seule."),
    ("Column “{column}” stands twice.", "Keep one of them."),
)
RAGGED_ROW = Wording(
    "ragged-row",
    ("Cette ligne a {found} cellules, le tableau en a {expected}.", "Vérifiez les barres « | » de la ligne."),
    ("This line has {found} cells, the table has {expected}.", "Check the “|” of the line."),
)
NO_SUCH_FILE = Wording(
    "no-such-file",
    ("« {path} » n'existe pas.", "Donnez un dossier de règlement ou un fichier .md qui existe."),
    ("“{path}” does not exist.", "Give an existing regulation folder or .md file."),
)
NOTHING_TO_READ = Wording(
    "nothing-to-read",
    ("« {path} » ne contient aucun fichier .md.", "Mettez-y le texte du règlement."),
    ("“{path}” holds no .md file.", "Put the text of the regulation there."),
)
OUTSIDE_FOLDER = Wording(
    "outside-folder",
    (
        "« {path} » n'est pas le chemin d'un fichier du règlement.",
        "Donnez un chemin qui part du dossier, y reste et finit par .md : « 1-etudes.md », « amendements/2027.md ».",
    ),
    (
        "“{path}” is no path of a file of the regulation.",
        "Give one from the folder, that stays in it and ends in .md: “1-studies.md”, “amendments/2027.md”.",
    ),
)
UNREADABLE = Wording(
    "unreadable-file",
    ("Le fichier ne peut pas être lu : {reason}.", "Vérifiez les droits du fichier et qu'il s'agit bien de texte."),
    ("The file cannot be read: {reason}.", "Check its permissions and that it is text."),
)
NOT_UTF8 = Wording(
    "not-utf8",
    ("La ligne n'est pas en UTF-8 (octet {byte}).", "Enregistrez le fichier en « UTF-8 » dans votre éditeur."),
    ("The line is not UTF-8 (byte {byte}).", "Save the file as “UTF-8” in your editor."),
)
TOO_LARGE = Wording(
    "file-too-large",
    ("Le fichier dépasse {most} Mo.", "Un règlement tient en bien moins : vérifiez le fichier."),
    ("The file is over {most} MB.", "A regulation is far smaller: check the file."),
)
NO_FRONT_MATTER = Wording(
    "no-front-matter",
    ("Le texte ne commence pas par son en-tête.", "Ouvrez-le par « --- », des lignes « clé : valeur », puis « --- »."),
    ("The text does not start with its front matter.", "Open it with “---”, “key : value” lines, then “---”."),
)
HEADER_LINE = Wording(
    "header-line",
    ("« {line} » n'est pas une ligne « clé : valeur ».", "Clés connues : {known}."),
    ("“{line}” is not a “key : value” line.", "Known keys: {known}."),
)
HEADER_MISSING = Wording(
    "header-missing",
    ("L'en-tête ne dit pas « {key} ».", "Ajoutez la ligne « {key} : … »."),
    ("The front matter does not say “{key}”.", "Add the line “{key} : …”."),
)
HEADER_VALUE = Wording(
    "header-value",
    ("« {value} » ne convient pas pour « {key} ».", "Écrivez {accepted}."),
    ("“{value}” does not fit “{key}”.", "Write {accepted}."),
)
HEADER_KEY = Wording(
    "header-line",
    ("L'en-tête ne connaît pas « {line} ».", "Écrivez plutôt : {known}."),
    ("The front matter knows no “{line}”.", "Write instead: {known}."),
)
SAME_ARTICLE = Wording(
    "same-article",
    ("L'article {id} est écrit deux fois ({other}).", "Donnez à chacun un numéro propre, ou n'en gardez qu'un."),
    ("Article {id} is written twice ({other}).", "Give each its own id, or keep one."),
)
NOTHING_TO_REPEAL = Wording(
    "nothing-to-repeal",
    ("L'article {id} abrogé n'existe pas dans le texte de base.", "Vérifiez le numéro de l'article."),
    ("The repealed article {id} is not in the base text.", "Check the article's id."),
)
AMENDS_ANOTHER = Wording(
    "amends-another",
    ("Cet amendement modifie « {amends} », et non « {regulation} ».", "Déplacez-le, ou corrigez « modifie »."),
    ("This amendment amends “{amends}”, not “{regulation}”.", "Move it, or correct “amends”."),
)
UNKNOWN_VARIANT = Wording(
    "unknown-variant",
    ("Aucune variante ne s'appelle « {variant} ».", "Variantes de ce règlement : {known}."),
    ("No variant is called “{variant}”.", "Variants of this regulation: {known}."),
)
NOT_YET_IN_FORCE = Wording(
    "not-in-force",
    ("Le règlement n'est en vigueur qu'à partir du {since}.", "Demandez une date égale ou postérieure."),
    ("The regulation is in force from {since} only.", "Ask for that date or a later one."),
)
CIRCULAR_LAYERS = Wording(
    "circular-layers",
    ("Les règlements relèvent l'un de l'autre en rond.", "Retirez l'un des « relève de »."),
    ("The regulations stand under one another in a circle.", "Remove one of the “under” lines."),
)

# --- expressions ------------------------------------------------------------------------------------------

EMPTY_EXPRESSION = Wording(
    "empty-expression",
    ("Il n'y a rien à calculer ici.", "Écrivez une expression."),
    ("There is nothing to compute here.", "Write an expression."),
)
EXPRESSION_TOO_LONG = Wording(
    "expression-too-long",
    ("L'expression est trop longue ou trop emboîtée ({size}).", "Découpez-la en plusieurs définitions nommées."),
    ("The expression is too long or too deeply nested ({size}).", "Split it into several named definitions."),
)
STRANGE_CHARACTER = Wording(
    "strange-character",
    (
        "Le signe « {sign} » n'a pas de sens dans une règle.",
        "Retirez-le ; les opérateurs sont + - * / < <= == != >= >.",
    ),
    ("The sign “{sign}” means nothing in a rule.", "Remove it; the operators are + - * / < <= == != >= >."),
)
DECIMAL_COMMA = Wording(
    "decimal-comma",
    (
        "« {text} » : dans une règle, la virgule sépare des arguments.",
        "Écrivez « {pointed} », ou une espace après la virgule.",
    ),
    ("“{text}”: in a rule a comma separates arguments.", "Write “{pointed}”, or a space after the comma."),
)
SINGLE_EQUALS = Wording(
    "single-equals",
    ("« {sign} » ne compare rien.", "Écrivez « {right} » pour comparer."),
    ("“{sign}” compares nothing.", "Write “{right}” to compare."),
)
FOREIGN_KEYWORD = Wording(
    "foreign-keyword",
    ("« {word} » n'est pas un mot de cette langue.", "Écrivez « {right} »."),
    ("“{word}” is not a word of this language.", "Write “{right}”."),
)
NO_OTHERWISE = Wording(
    "no-otherwise",
    (
        "« {near} » choisit une valeur sous une condition, sans dire laquelle autrement.",
        "Écrivez « valeur si condition sinon autre_valeur ».",
    ),
    (
        "“{near}” chooses a value under a condition, without the other one.",
        "Write “value if condition else other_value”.",
    ),
)
DATE_IN_RULE = Wording(
    "date-in-rule",
    (
        "« {text} » est une date, et une règle n'en contient pas.",
        "Mettez-la dans un tableau **Paramètres** (rentrée : {text}), et nommez ce paramètre dans la règle.",
    ),
    (
        "“{text}” is a date, and a rule holds none.",
        "Put it in a **Parameters** table (start: {text}), and name that parameter in the rule.",
    ),
)
QUOTED = Wording(
    "quoted-word",
    (
        "Le signe « {sign} » n'a pas de sens dans une règle : un mot s'y écrit sans guillemets.",
        "Retirez-le ; un nom de plusieurs mots s'écrit avec « _ » : année.issue == passage_annuel.",
    ),
    (
        "The sign “{sign}” means nothing in a rule: a word stands there without quotes.",
        "Remove it; a name of several words is written with “_”: year.outcome == next_year.",
    ),
)
NOT_AN_EXPRESSION = Wording(
    "not-an-expression",
    (
        "La règle ne se lit plus à partir de « {near} ».",
        "Vérifiez les parenthèses et les opérateurs à cet endroit ; un nom de plusieurs mots s'écrit avec « _ ».",
    ),
    (
        "The rule cannot be read from “{near}” on.",
        "Check the brackets and operators there; a name of several words is written with “_”.",
    ),
)
BRACKET_NOT_CLOSED = Wording(
    "not-an-expression",
    ("Une parenthèse ouverte ici n'est jamais refermée.", "Ajoutez « ) » à la fin de ce qu'elle contient."),
    ("A bracket opened here is never closed.", "Add “)” at the end of what it holds."),
)
NOT_ALLOWED = Wording(
    "not-allowed",
    (
        "« {what} » n'existe pas dans la langue des règlements.",
        "Voyez les expressions permises, docs/regulation-language.md.",
    ),
    (
        "“{what}” does not exist in the regulation language.",
        "See the expressions allowed, docs/regulation-language.md.",
    ),
)
ARGUMENT_TWICE = Wording(
    "argument-twice",
    ("L'argument « {name} » est là deux fois.", "Gardez-en un seul."),
    ("Argument “{name}” stands twice.", "Keep one of them."),
)
UNKNOWN_FUNCTION = Wording(
    "unknown-function",
    ("Il n'existe pas de fonction « {name} ».", "Fonctions proches : {near}."),
    ("There is no function “{name}”.", "Nearest: {near}."),
)
