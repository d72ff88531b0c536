"""A small regulation that holds one of everything, rendered, and its page taken apart."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

from parchemin.regulation.evaluation.cases import run_cases
from parchemin.regulation.findings import Language
from parchemin.regulation.meaning import Understood, understand
from parchemin.regulation.reading import versions
from parchemin.regulation.verification.lints import lint
from parchemin.rendering import render

SAMPLE = """---
règlement : essai
titre : Règlement d'essai
langue : fr
en vigueur : 2024-09-01
---
# Règlement d'essai

Ce texte est court.

## Titre 1. Les études

### §1.1 Ce dont on parle

Le règlement vaut pour tous ; voir le §1.2.

**Niveaux**

| niveau | dans | membres | encore possibles | au plus | libellé |
| --- | --- | --- | --- | --- | --- |
| étudiant | | | | | Étudiant |
| semestre | étudiant | tableau | | | Semestre |
| module | semestre | tableau | | | Module |
| stage | étudiant | enregistrés | non | 3 | Stage |

**Cursus : semestre**

| semestre | libellé |
| --- | --- |
| S1 | premier semestre |
| S2 | second semestre |

**Cursus : module**

| module | semestre | libellé | ects (crédits) | heures (vide = 0) |
| --- | --- | --- | --- | --- |
| Droit | S1 | Droit des affaires | 4 | 30 |
| Compta | S1 | Comptabilité | 2,5 | |
| Projet | S2 | Projet de groupe | 6 | 12 |

**Faits**

| fait | type | absent | libellé |
| --- | --- | --- | --- |
| module.note | note | inconnu | note du module |
| étudiant.remis_le | date | inconnu | jour de remise |
| étudiant.début | date | inconnu | premier jour |
| stage.mois | mois 0..12 | inconnu | durée |

**Notes**

| note | échelle | pas | arrondi |
| --- | --- | --- | --- |
| module.note | 0..20 | 0,01 | refusé |
| semestre.moyenne | 0..20 | exact | aucun |

### §1.2 La validation

**Paramètres**

| paramètre | valeur | unité | origine | libellé |
| --- | --- | --- | --- | --- |
| seuil | 10 | | texte | note qui valide |
| note_éliminatoire | 7 | | hypothèse | note qui élimine |
| oublié | 3 | | texte | chiffre sans emploi |

**Lectures**

| question | lecture | sens | retenue | motif |
| --- | --- | --- | --- | --- |
| compensation | semestre | les modules se compensent | oui | usage |
| compensation | module | chaque module vaut seul | non | |

~~~règles
# La moyenne suit les crédits.
semestre.moyenne = moyenne_pondérée(module.note, module.ects)
module.validé = module.note >= seuil ou (lecture.compensation == semestre
    et semestre.moyenne >= seuil et module.note > note_éliminatoire)
étudiant.à_temps = étudiant.remis_le <= échéance(remise, étudiant.début)
~~~

**Exigences : étudiant.diplômé**

| exigence | quand | libellé |
| --- | --- | --- |
| modules_validés | tous(module.validé) | tous les modules validés |

**Décision : étudiant.suite** — première ligne qui s'applique

| décision | quand | par | libellé |
| --- | --- | --- | --- |
| passage | étudiant.diplômé | règle | passage en année supérieure |
| redoublement | nombre(module.validé) >= 1 | jury | redoublement |
| départ | sinon | directeur du programme | départ |

**Échéances**

| échéance | départ | délai | libellé |
| --- | --- | --- | --- |
| remise | début du semestre | 15 jours ouvrables | dernier jour de remise |

**Contrôles**

| contrôle | niveau | doit être vrai | publié |
| --- | --- | --- | --- |
| trente_crédits | étudiant | somme(module.ects) == 30 | trente crédits |
| trois_modules | étudiant | nombre(module.ects >= 0) == 3 | trois modules |

**Publications**

| publication | à | motif |
| --- | --- | --- |
| module.note | étudiant | le relevé la montre |

**Silences**

| point | nature | traitement |
| --- | --- | --- |
| Le rattrapage n'est pas décrit | silence | il n'existe pas |

**Cas** — avec module[*].note = 12

| cas | module[Compta].note | ⇒ module[Compta].validé | ⇒ étudiant.suite |
| --- | --- | --- | --- |
| compensé de peu | 7,01 | oui | passage |
| sur la note éliminatoire | 7 | non | jury : redoublement, départ |
| attente fausse | 7 | oui | |

**Cas : échéances**

| cas | échéance | départ | ⇒ date |
| --- | --- | --- | --- |
| rentrée de septembre | remise | 2026-09-01 | 2026-09-18 |

## Titre 2. La fin

### §2.1 Le reste (par défaut)

Rien de plus.
"""

AMENDMENT = """---
modifie : essai
titre : Rattrapage de printemps
langue : fr
en vigueur : 2025-03-01
---
### §2.1 Le reste

Un rattrapage a lieu au printemps.
"""


def written(folder: Path, text: str = SAMPLE, amendment: str = AMENDMENT) -> Understood:
    """The text, put in a folder the way an author would, and understood."""
    (folder / "texte.md").write_text(text, encoding="utf-8")
    if amendment:
        (folder / "amendements").mkdir(exist_ok=True)
        (folder / "amendements/printemps.md").write_text(amendment, encoding="utf-8")
    return understand(versions.read(folder))


def page_of(understood: Understood, language: Language = "fr") -> str:
    """The page, with everything that is found about the text."""
    results = run_cases(understood.regulation) if understood.regulation else ()
    found = [*understood.findings, *(f for r in results for f in r.findings)]
    found += lint(understood.regulation) if understood.regulation else ()
    return render(understood, results, found, language)


@dataclass
class Element:
    tag: str
    attributes: dict[str, str]
    pieces: list[str]  # every text of the page, in order: its own are those from `start` to `stop`
    start: int
    stop: int | None = None  # None as long as it is not closed
    parent: Element | None = None

    @property
    def text(self) -> str:
        return "".join(self.pieces[self.start : self.stop])

    def within(self, tag: str, **attributes: str) -> bool:
        """Whether it stands inside such an element."""
        above = self.parent
        while above:
            if above.tag == tag and attributes.items() <= above.attributes.items():
                return True
            above = above.parent
        return False


_VOID = {"meta", "wbr", "br", "hr", "img", "input", "link"}


@dataclass
class Page(HTMLParser):
    """Every element of a page with the text inside it, and what was opened but never closed."""

    elements: list[Element] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)
    crossed: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        above, now = self.open[-1] if self.open else None, len(self.pieces)
        element = Element(tag, {k: v or "" for k, v in attrs}, self.pieces, now, now, parent=above)
        self.elements.append(element)
        if tag not in _VOID:
            element.stop = None
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1].tag != tag:
            self.crossed.append(tag)
            return
        self.open.pop().stop = len(self.pieces)

    def handle_data(self, data: str) -> None:
        self.pieces.append(data)

    def all(self, tag: str, css: str = "") -> list[Element]:
        return [e for e in self.elements if e.tag == tag and (not css or css in e.attributes.get("class", "").split())]

    def by_id(self, id_: str) -> Element:
        return next(e for e in self.elements if e.attributes.get("id") == id_)


def parsed(html: str) -> Page:
    page = Page()
    page.feed(html)
    page.close()
    return page


def words(element: Element) -> str:
    """The text of an element as read: single spaces."""
    return " ".join(element.text.split())
