"""Everything the records can be reproached with: what is wrong, what is accepted, what to do."""

from __future__ import annotations

from parchemin.regulation.findings import Wording


def _said(code: str, fr: tuple[str, str], en: tuple[str, str]) -> Wording:
    return Wording(f"records-{code}", fr, en)


# --- the folder and its files --------------------------------------------------------------------------------

FOLDER_ABSENT = _said(
    "folder-absent",
    ("Le dossier « {value} » n'existe pas.", "Créez-le avec « parchemin record »."),
    ("The folder “{value}” does not exist.", "Create it with “parchemin record”."),
)
FOLDER_EMPTY = _said(
    "folder-empty",
    ("Le dossier « {value} » ne contient aucun fichier de données.", "Fichiers attendus : {accepted}."),
    ("The folder “{value}” holds no file of records.", "Expected files: {accepted}."),
)
FOLDER_NOT_EMPTY = _said(
    "folder-not-empty",
    ("Le dossier « {value} » n'est pas vide : rien n'y a été écrit.", "Indiquez un dossier vide ou nouveau."),
    ("The folder “{value}” is not empty: nothing was written to it.", "Name an empty or a new folder."),
)
ROOT_MISSING = _said(
    "root-missing",
    ("Le fichier {value}, qui nomme chaque personne, manque.", "Ajoutez {value}, avec la colonne « {column} »."),
    ("The file {value}, which names every person, is missing.", "Add {value}, with the column “{column}”."),
)
FILE_UNKNOWN = _said(
    "file-unknown",
    ("Le règlement ne connaît pas le fichier « {value} »{near_fr}.", "Fichiers attendus : {accepted}."),
    ("The regulation knows no file “{value}”{near_en}.", "Expected files: {accepted}."),
)
NOT_A_FILE = _said(
    "not-a-file",
    (
        "« {value} » n'est pas un fichier qui se lise (dossier, lien rompu ou en rond, tube).",
        "Mettez à sa place le fichier CSV ou Parquet.",
    ),
    (
        "“{value}” is not a file that can be read (a folder, a broken or circular link, a pipe).",
        "Put the CSV or Parquet file there.",
    ),
)
FILE_TWICE = _said(
    "file-twice",
    ("« {value} » est donné deux fois, aussi sous le nom « {other} ».", "Ne gardez qu'un des deux fichiers."),
    ("“{value}” is given twice, also as “{other}”.", "Keep one of the two files."),
)
FILE_TOO_LARGE = _said(
    "file-too-large",
    ("Le fichier dépasse {accepted} Mo ({value} Mo).", "Partagez les personnes entre plusieurs dossiers."),
    ("The file is larger than {accepted} MB ({value} MB).", "Split the persons over several folders."),
)
FILE_UNREADABLE = _said(
    "file-unreadable",
    ("Le fichier ne peut pas être lu : {value}.", "Enregistrez-le de nouveau en CSV ou en Parquet."),
    ("The file cannot be read: {value}.", "Save it again as CSV or Parquet."),
)
NOT_UTF8 = _said(
    "not-utf8",
    (
        "Le fichier n'est pas enregistré en UTF-8 : ses accents se lisent mal, {other} fois, d'abord dans « {value} ».",
        "Enregistrez-le de nouveau en UTF-8 (dans un tableur : « CSV UTF-8 »).",
    ),
    (
        "The file is not saved as UTF-8: its accents do not read, {other} times, first in “{value}”.",
        "Save it again as UTF-8 (in a spreadsheet: “CSV UTF-8”).",
    ),
)
QUOTES = _said(
    "quotes",
    ("Un guillemet est ouvert et mal fermé à partir de cette ligne.", 'Doublez les guillemets dans une cellule : "".'),
    ("A quotation mark is opened and badly closed from this line.", 'Double the quotation marks in a cell: "".'),
)
CELL_TOO_LONG = _said(
    "cell-too-long",
    (
        "Une cellule commencée à cette ligne dépasse {accepted} caractères.",
        "Cherchez un guillemet ouvert, ou coupez-la.",
    ),
    ("A cell that starts at this line exceeds {accepted} characters.", "Look for an open quotation mark, or cut it."),
)
RAGGED = _said(
    "ragged",
    (
        "La ligne a {value} cellules, l'en-tête en a {accepted}.",
        "Mettez une cellule par colonne ; une virgule décimale s'écrit entre guillemets quand la virgule sépare.",
    ),
    (
        "The line has {value} cells, the header has {accepted}.",
        "Give one cell per column; a decimal comma stands in quotes when commas separate.",
    ),
)
NO_HEADER = _said(
    "no-header",
    ("Le fichier est vide.", "Sa première ligne nomme les colonnes : {accepted}."),
    ("The file is empty.", "Its first line names the columns: {accepted}."),
)
COLUMN_MISSING = _said(
    "column-missing",
    ("La colonne « {column} » manque.", "Ajoutez-la, vide s'il le faut. Colonnes attendues : {accepted}."),
    ("The column “{column}” is missing.", "Add it, empty if need be. Expected columns: {accepted}."),
)
COLUMN_UNKNOWN = _said(
    "column-unknown",
    ("La colonne « {value} » n'est pas connue{near_fr}.", "Colonnes attendues : {accepted}."),
    ("The column “{value}” is not known{near_en}.", "Expected columns: {accepted}."),
)
COLUMN_TWICE = _said(
    "column-twice",
    ("La colonne « {column} » est donnée deux fois.", "N'en gardez qu'une."),
    ("The column “{column}” is given twice.", "Keep one."),
)
FLOATS = _said(
    "floats",
    (
        "La colonne « {column} » est en virgule flottante, qui n'est pas exacte.",
        "Convertissez-la en texte, en décimal ou en entier.",
    ),
    ("The column “{column}” holds floating-point numbers, which are not exact.", "Store text, decimals or integers."),
)

# --- which line is which -------------------------------------------------------------------------------------

KEY_EMPTY = _said(
    "key-empty",
    ("La colonne « {column} » est vide.", "Écrivez-y un nom : elle dit de quoi parle la ligne."),
    ("The column “{column}” is empty.", "Write a name in it: it says what the line is about."),
)
KEY_STRANGE = _said(
    "key-strange",
    (
        "« {value} » ne peut pas être un nom : il commence comme une formule de tableur, ou va à la ligne.",
        "Un nom tient sur une ligne et ne commence pas par = + - @.",
    ),
    (
        "“{value}” cannot be a name: it begins as a spreadsheet formula does, or runs over the line.",
        "A name stands on one line and does not begin with = + - @.",
    ),
)
PERSON_TWICE = _said(
    "person-twice",
    ("« {value} » est déjà à la ligne {other}.", "Une personne n'a qu'une ligne dans ce fichier."),
    ("“{value}” already stands at line {other}.", "A person has one line in this file."),
)
PERSON_UNKNOWN = _said(
    "person-unknown",
    ("« {value} » n'est pas dans {accepted}{near_fr}.", "Corrigez le nom, ou ajoutez la personne à {accepted}."),
    ("“{value}” is not in {accepted}{near_en}.", "Correct the name, or add the person to {accepted}."),
)
MEMBER_UNKNOWN = _said(
    "member-unknown",
    ("« {value} » n'est pas un nom connu de « {column} »{near_fr}.", "Noms acceptés : {accepted}."),
    ("“{value}” is not a known name of “{column}”{near_en}.", "Accepted names: {accepted}."),
)
ROW_TWICE = _said(
    "row-twice",
    ("« {value} » est déjà à la ligne {other}.", "Ne gardez qu'une des deux lignes, ou corrigez l'un des noms."),
    ("“{value}” already stands at line {other}.", "Keep one of the two lines, or correct one of the names."),
)
ROW_NOT_SHARED = _said(
    "row-not-shared",
    ("« {value} » n'est pas dans {other}{near_fr}.", "Noms acceptés ici : {accepted}."),
    ("“{value}” is not in {other}{near_en}.", "Accepted names here: {accepted}."),
)
ROWS_TOO_MANY = _said(
    "rows-too-many",
    ("« {value} » dépasse les {accepted} lignes que le règlement permet ici.", "Retirez les lignes de trop."),
    ("“{value}” exceeds the {accepted} lines that the regulation allows here.", "Remove the lines in excess."),
)
NOT_REGISTERED = _said(
    "not-registered",
    (
        "« {value} » n'ouvre pas droit à cette ligne : « {column} » n'est pas « oui ».",
        "Inscrivez la personne dans {accepted} (colonne « {column} » : oui), ou retirez la ligne.",
    ),
    (
        "“{value}” gives no right to this line: “{column}” is not “yes”.",
        "Register the person in {accepted} (column “{column}”: yes), or remove the line.",
    ),
)
ABSENT_WITH_A_MARK = Wording(
    "records-absent-with-a-mark",
    (
        "« {absence} » et « {mark} » sont dits ensemble {count} fois, d'abord pour {first}.",
        "Les deux sont gardés, et le règlement dit lequel compte ; ôtez celui qui serait de trop.",
    ),
    (
        "“{absence}” and “{mark}” are said together {count} times, first of {first}.",
        "Both are kept, and the regulation says which counts; take out the one that is too much.",
    ),
    severity="warning",
)
SHARED_CONFLICT = _said(
    "shared-conflict",
    (
        "« {value} » contredit {other}, qui vaut pour tous, dans la colonne « {column} » (« {accepted} »).",
        "Laissez la cellule vide, ou corrigez {other}.",
    ),
    (
        "“{value}” contradicts {other}, which holds for all, in the column “{column}” (“{accepted}”).",
        "Leave the cell empty, or correct {other}.",
    ),
)

# --- values ----------------------------------------------------------------------------------------------------

_REMEDY_FR = "Colonne « {column} » : {accepted_fr}."
_REMEDY_EN = "Column “{column}”: {accepted_en}."

NUMBER = _said(
    "number",
    ("« {value} » n'est pas un nombre écrit en chiffres.", _REMEDY_FR),
    ("“{value}” is not a number written in digits.", _REMEDY_EN),
)
OFF_SCALE = _said(
    "off-scale",
    ("« {value} » est hors de l'échelle.", _REMEDY_FR),
    ("“{value}” is outside the scale.", _REMEDY_EN),
)
OFF_STEP = _said(
    "off-step",
    ("« {value} » n'est pas sur le pas de {step}.", _REMEDY_FR),
    ("“{value}” is not on the step of {step}.", _REMEDY_EN),
)
TRUTH = _said(
    "truth",
    ("« {value} » n'est ni oui ni non.", _REMEDY_FR),
    ("“{value}” is neither yes nor no.", _REMEDY_EN),
)
CHOICE = _said(
    "choice",
    ("« {value} » n'est pas une des valeurs possibles{near_fr}.", _REMEDY_FR),
    ("“{value}” is not one of the possible values{near_en}.", _REMEDY_EN),
)
DATE = _said(
    "date",
    ("« {value} » n'est pas une date.", _REMEDY_FR),
    ("“{value}” is not a date.", _REMEDY_EN),
)
DATE_IMPOSSIBLE = _said(
    "date-impossible",
    ("Le jour « {value} » n'existe pas au calendrier.", _REMEDY_FR),
    ("The day “{value}” does not exist in the calendar.", _REMEDY_EN),
)
