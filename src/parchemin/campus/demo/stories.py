"""The stories of the demonstration: who, why they are worth a look, and what the law must answer about them today.

The number of a student is theirs for ever: what makes each story is in `icn_stories`, `ipag` and `lille`; the tests ask
the law, and `docs/demonstration.md` tells them to schools.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Story:
    """One student's story.

    decision, member: what the law is asked. state and by: how it answers ("settled" by the rule, or "jury" with these
    options). options: what it answers. article: one it stands on. why: in French, as schools read it.
    """

    key: str
    programme: str
    number: str
    given: str
    family: str
    title: str
    why: str
    decision: str
    member: str
    by: Literal["rule", "jury", "pending"]
    options: tuple[str, ...]
    article: str


PROGRESS, DIPLOMA = "année.progression", "étudiant.diplôme"
REPEAT_OR_LEAVE = ("redoublement_annuel", "redoublement_semestriel", "non_autorisation")

ICN = (
    Story(
        "ten", "icn-pge", "20249001", "Inès", "Delaunay-Roy", "10,00 de moyenne, tout juste",
        "Quatre modules sous la moyenne au semestre 4, et 300 points pour 30 crédits : la moyenne vaut exactement 10, "
        "tout est compensé.",
        PROGRESS, "A2", "jury", ("passage",), "§3.2.1",
    ),
    Story(
        "below_ten", "icn-pge", "20249002", "Mathis", "Kowalczyk", "9,99 de moyenne",
        "Les notes d’Inès, à six centièmes près sur un module : 9,99. Rien n’est compensé, quatre modules manquent.",
        PROGRESS, "A2", "jury", REPEAT_OR_LEAVE, "§3.2.1",
    ),
    Story(
        "eliminated", "icn-pge", "20249003", "Fatoumata", "Kanté", "7,00 : éliminatoire",
        "Contrôle de gestion à 7,00 dans un semestre largement au-dessus de 10. Le texte exige de dépasser 7.",
        PROGRESS, "A2", "jury", REPEAT_OR_LEAVE, "§3.2.1",
    ),
    Story(
        "compensated", "icn-pge", "20249004", "Thibaut", "Lemoine", "7,01 : compensé",
        "Le même module à 7,01 : la moyenne du semestre le compense.",
        PROGRESS, "A2", "jury", ("passage",), "§3.2.1",
    ),
    Story(
        "worse_resit", "icn-pge", "20249005", "Capucine", "Roussel", "Une seconde session qui coûte un module",
        "9,80 en première session, 6,90 en seconde : la seconde remplace la première. Gardée, la première aurait été "
        "compensée.",
        PROGRESS, "A2", "jury", REPEAT_OR_LEAVE, "§3.2.1",
    ),
    Story(
        "one_credit", "icn-pge", "20249006", "Noam", "Azoulay", "59 crédits sur 60",
        "Tout est acquis sauf la langue vivante du semestre 3, un crédit : l’année n’est pas validée.",
        PROGRESS, "A2", "jury", REPEAT_OR_LEAVE, "§3.2.1",
    ),
    Story(
        "on_the_last_day", "icn-pge", "20249007", "Soline", "Marchetti", "Absence justifiée le quinzième jour ouvrable",
        "Absente à un dossier, elle dépose son certificat le dernier jour permis : l’épreuve est neutralisée.",
        "épreuve.traitement", "S3-SI/1/dossier", "jury", ("neutralisation", "contrôle_particulier"), "§3.1.4",
    ),
    Story(
        "a_day_late", "icn-pge", "20249008", "Lorenzo", "Bianchi-Petit", "Le même certificat, un jour trop tard",
        "Même absence, même pièce, le lendemain : le campus refuse la demande en citant l’échéance. Zéro à l’épreuve.",
        "épreuve.traitement", "S3-SI/1/dossier", "rule", ("zéro",), "§3.1.4",
    ),
    Story(
        "absent_once", "icn-pge", "20249009", "Maïwenn", "Le Floch", "Absente à un examen terminal, puis présente",
        "Défaillante en première session, elle passe la seconde et valide.",
        PROGRESS, "A2", "jury", ("passage",), "§3.2.1",
    ),
    Story(
        "absent_twice", "icn-pge", "20249010", "Kylian", "Dos Santos", "Absent aux deux sessions d’un examen terminal",
        "Défaillant en seconde session aussi : le module n’est pas validé, quelle que soit sa moyenne.",
        PROGRESS, "A2", "jury", REPEAT_OR_LEAVE, "§3.2.1",
    ),
    Story(
        "corrected", "icn-pge", "20249011", "Éléonore", "Vasquez", "Une note corrigée après remise",
        "Stratégie : 5,00 par erreur de report, 15,00 après réclamation. L’ancienne note reste, avec le motif.",
        PROGRESS, "A2", "jury", ("passage",), "§3.2.1",
    ),
    Story(
        "not_in_order", "icn-pge", "20249012", "Bilal", "Cherkaoui", "Inscription administrative incomplète",
        "Tout est validé, mais le dossier n’est pas à jour : le jury le met de côté.",
        PROGRESS, "A2", "rule", ("dossier_non_examiné",), "§3.2.1",
    ),
    Story(
        "repeater", "icn-pge", "20249013", "Garance", "Philippe", "Une redoublante",
        "Elle refait toute la deuxième année en ce moment : rien n’est encore joué.",
        PROGRESS, "A2", "pending", (), "§3.2.1",
    ),
    Story(
        "repeated_once", "icn-pge", "20239001", "Malo", "Quentric", "A déjà redoublé une année",
        "Il manque un module de deuxième année, et la première a déjà été redoublée : le redoublement annuel n’est "
        "plus permis.",
        PROGRESS, "A2", "jury", ("redoublement_semestriel", "non_autorisation"), "§3.2.1",
    ),
    Story(
        "hours_enough", "icn-pge", "20239002", "Sixtine", "Hamelin", "Quitus professionnel : 1 365,03 heures",
        "Neuf mois exactement à temps plein : trois centièmes d’heure de plus que les 1 365 heures exigées.",
        DIPLOMA, "", "rule", ("admis",), "§4",
    ),
    Story(
        "hours_short", "icn-pge", "20239003", "Armand", "Nzeyimana", "Quitus professionnel : 1 364,99 heures",
        "Un temps partiel à 53 % laisse le total à moins d’un centième d’heure des 1 365 heures : ajournement.",
        DIPLOMA, "", "jury", ("ajournement",), "§4",
    ),
    Story(
        "no_english", "icn-pge", "20239004", "Gaétan", "Pruvost", "Quitus d’anglais manquant",
        "780 points au test quand le minimum publié est de 785.",
        DIPLOMA, "", "jury", ("ajournement",), "§4",
    ),
    Story(
        "english_speaker", "icn-pge", "20239005", "Olivia", "MacAllister", "Anglophone, dispensée du test",
        "Aucun test d’anglais, et le quitus est acquis.",
        DIPLOMA, "", "rule", ("admis",), "§4",
    ),
    Story(
        "second_year_entry", "icn-pge", "20249014", "Hadrien", "Bouvet", "Entré en deuxième année sur titres",
        "Les deux années suivies suffisent : 120 crédits requis, 120 obtenus.",
        DIPLOMA, "", "rule", ("admis",), "§4",
    ),
    Story(
        "sixth", "icn-pge", "20209001", "Roman", "Steiner", "Sixième inscription",
        "Tous les modules, mais pas l’anglais, et les six inscriptions sont prises : la règle refuse la poursuite.",
        DIPLOMA, "", "rule", ("non_autorisation",), "§4",
    ),
)  # fmt: skip

IPAG = (
    Story(
        "title_at_ten", "ipag-msc", "M259001", "Ambre", "Rossignol", "10 de moyenne avec un 8",
        "Une épreuve à 8,00, la moyenne à 10 exactement : 8 n’est pas sous le plancher, le titre est obtenu.",
        "étudiant.titre", "", "rule", ("obtenu",), "§4.4",
    ),
    Story(
        "under_the_floor", "ipag-msc", "M259002", "Côme", "Vandamme", "7,99 à une épreuve",
        "Treize de moyenne ailleurs, mais une épreuve à 7,99 : le titre est refusé.",
        "étudiant.titre", "", "rule", ("non_obtenu",), "§4.4",
    ),
    Story(
        "diploma_only", "ipag-msc", "M259003", "Nahla", "Saïdi", "Le diplôme sans le titre",
        "Crédits et mémoire acquis, 9,90 aux épreuves : le diplôme est obtenu, pas le titre ; le jury dit la suite.",
        "étudiant.suite", "", "jury", ("ajournement", "exclusion"), "§4.4",
    ),
    Story(
        "not_all_seen", "ipag-msc", "M259004", "Gaspard", "Ollivier", "De belles épreuves qu’il ne pouvait pas passer",
        "Quinze de moyenne, mais un contenu vu à 99,99 % : pas de crédits, et pas le droit de composer ; le titre est "
        "refusé avec le diplôme.",
        "étudiant.titre", "", "rule", ("non_obtenu",), "§4.4",
    ),
    Story(
        "thesis_short", "ipag-msc", "M259005", "Maryam", "Tavakoli", "Mémoire à 9,99",
        "Un centième de moins que la note exigée au mémoire : elle a le titre, sans le diplôme.",
        "étudiant.diplôme", "", "rule", ("non_obtenu",), "§4.4",
    ),
    Story(
        "both", "ipag-msc", "M249001", "Aurèle", "Dupontel", "Double certification après vingt-quatre mois",
        "Promotion FALL 24 : le diplôme et le titre, par la règle.",
        "étudiant.suite", "", "rule", ("double_certification",), "§4.4",
    ),
)  # fmt: skip

LILLE = (
    Story(
        "ten_and_ten", "lille-ipm", "IPM259001", "Perrine", "Delattre", "10 exactement aux deux semestres",
        "Dix au troisième semestre, dix au quatrième : le master est attribué, sans mention.",
        "étudiant.diplôme", "", "rule", ("attribution",), "§2.7",
    ),
    Story(
        "twelve", "lille-ipm", "IPM259002", "Yanis", "Haddouche", "12 exactement : assez bien",
        "Treize et onze : la moyenne des deux semestres vaut douze, seuil de la mention.",
        "étudiant.mention", "", "rule", ("assez_bien",), "§2.8",
    ),
    Story(
        "not_authorised", "lille-ipm", "IPM259003", "Clotilde", "Wallaert", "Soutenance non autorisée",
        "De bonnes notes partout, mais le directeur de mémoire n’autorise pas la soutenance : le quatrième semestre "
        "n’est pas validé.",
        "étudiant.diplôme", "", "jury", ("ajournement",), "§2.7",
    ),
    Story(
        "on_site", "lille-ipm", "IPM259004", "Rosalie", "Decroix", "Sur place : trois projets à 6",
        "Les projets pèsent trois crédits sur vingt-quatre : 9,95 au quatrième semestre.",
        "étudiant.diplôme", "", "jury", ("ajournement",), "§2.7",
    ),
    Story(
        "at_a_distance", "lille-ipm", "IPM249001", "Amaury", "Ferreira-Lopes", "À distance : les mêmes notes de stage",
        "Le même stage que Rosalie, mais un seul projet, à 6,40 : le quatrième semestre vaut dix.",
        "étudiant.diplôme", "", "rule", ("attribution",), "§2.7",
    ),
    Story(
        "research", "lille-ipm", "IPM259005", "Nathanaël", "Bisiaux", "Orientation recherche demandée à temps",
        "Dossier remis dans le délai : le responsable de l’orientation recherche décide.",
        "étudiant.orientation", "", "jury", ("orientation_recherche", "non_retenu_en_recherche"), "§3.4",
    ),
)  # fmt: skip

STORIES = {story.key: story for story in (*ICN, *IPAG, *LILLE)}
