"""The page `docs/droits.md`, written from the permissions declared, from the pages' own needs, and from the tables."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, get_args, get_type_hints

from django.db.models import Model
from django.utils import translation

from parchemin.campus.api.groups import every_group
from parchemin.campus.people.access import DECLARED, Permission
from parchemin.campus.people.pages import ANYONE, SIGNED_IN, needs_of
from tests.campus.rights import World
from tests.campus.rights_table import OPERATIONS, PAGES

HEADS = {
    "anonymous": "public",
    "student": "étudiant",
    "other student": "autre étudiant",
    "teacher": "enseignant de l’UE",
    "other teacher": "autre enseignant",
    "office": "scolarité",
    "other office": "autre scolarité",
    "member": "membre du jury",
    "president": "président du jury",
    "director": "direction",
    "other director": "direction d’ailleurs",
}
ROLES = ("student", "teacher", "office", "member", "president", "director")

OPENING = """# Qui a le droit de quoi

Cette page est écrite par `bin/rights`, à partir des permissions déclarées dans le code et des tableaux que les tests vérifient : elle ne se corrige
pas à la main. Un droit est déclaré une fois ; il donne la vérification, la liste de ce qu’on voit, et la phrase montrée à qui ne l’a pas. Un droit
porte toujours sur des lignes : ses étudiants, ses modules, ses programmes, son école. Ce qui n’est pas à soi n’existe pas (404).

Chaque droit est déclaré dans le fichier `access.py` de sa partie, qui est le premier mot de son nom : {files}.
"""
PERMISSIONS = """## Les droits, par rôle

● : a ce droit sur ce qui le concerne, dans la petite école des tests.
"""
ADDRESSES = """## Les pages, par personne

Ce que chacun obtient en ouvrant chaque page, dans une petite école où tout ce que l’adresse nomme existe. L’étudiant, l’enseignant, la scolarité et le
jury sont ceux que l’adresse concerne ; les « autres » sont d’un autre module, d’un autre programme ou d’une autre école. 200 : la page ; 302 : menée plus loin
(le public : vers la connexion) ; 403 : ce n’est pas à vous ; 404 : cela n’existe pas pour vous ; 405 : autrement ; 409 et 422 : refusé pour une autre
raison que la personne. Les pages de connexion, qui viennent du paquet `allauth`, sont ouvertes à tous et vérifiées à part.
"""
API = """## Les opérations de l’API, par personne

La même chose pour qui montre une clé. Une clé agit comme la personne qui l’a créée ; seules une scolarité ou une direction peuvent en créer. Les clés des autres,
ici, ont été glissées dans la base : elles n’ouvrent rien. Voir [api.md](api.md).
"""


def written(world: World, pages: Mapping[str, Any], operations: Mapping[str, Any]) -> str:
    with translation.override("fr"):
        parts = [
            OPENING.format(files=_files()),
            PERMISSIONS,
            _table(_permissions(world)),
            ADDRESSES,
            _table(_pages(pages)),
            API,
        ]
        return "\n".join([*parts, _table(_operations(operations))])


def _files() -> str:
    """Where the permissions are declared, part by part."""
    parts = sorted({name.partition(".")[0] for name in DECLARED})
    return ", ".join(f"`src/parchemin/campus/{part}/access.py`" for part in parts)


def _permissions(world: World) -> Iterator[list[str]]:
    """Whether each has any row of the small school to which the permission applies."""
    yield ["droit", *(HEADS[role] for role in ROLES), "ce que lit qui ne l’a pas"]
    about = _models()
    for name, permission in sorted(DECLARED.items()):
        rows = about[name]._default_manager.all()
        people = [world.people[role] for role in ROLES]
        held = ["●" if one is not None and permission.among(rows, one).exists() else "" for one in people]
        yield [f"`{name}`", *held, str(permission.says)]


def _models() -> dict[str, type[Model]]:
    """What each permission is about: said by its annotation, where it is declared."""
    found: dict[str, type[Model]] = {}
    for name, module in list(sys.modules.items()):
        if name.startswith("parchemin.campus.") and name.endswith(".access"):
            for hint, said in get_type_hints(module).items():
                permission = getattr(module, hint, None)
                if isinstance(permission, Permission):
                    (found[permission.name],) = get_args(said)
    return found


def _pages(pages: Mapping[str, Any]) -> Iterator[list[str]]:
    yield ["page", "demande", *HEADS.values()]
    for row, statuses in PAGES.items():
        route = row.partition(" ")[2]
        yield [f"`{row.replace('|', '')}`", _needs(pages[route]), *statuses.split()]


def _needs(view: Any) -> str:
    needs = needs_of(view)
    if needs is None or needs == ANYONE:
        return "rien"
    if needs == SIGNED_IN:
        return "d’être connecté"
    return " ou ".join(f"`{one.name}`" for one in (needs if isinstance(needs, tuple) else (needs,)))


def _operations(operations: Mapping[str, Any]) -> Iterator[list[str]]:
    yield ["opération", "portée", "demande", *HEADS.values()]
    for name in sorted(OPERATIONS, key=_ranks().__getitem__):
        one = operations[name]
        needs = ", ".join(f"`{permission.name}`" for permission in one.view_func.needs)
        yield [f"`{name}`", f"`{one.auth_callbacks[0].scope}`", needs, *OPERATIONS[name].split()]


def _ranks() -> dict[str, int]:
    """The place of each operation's group in the document of the API."""
    return {
        operation.view_func.__name__: group.rank
        for group in every_group()
        for path in group.router.path_operations.values()
        for operation in path.operations
    }


def _table(rows: Iterable[list[str]]) -> str:
    head, *body = rows
    lines = [head, ["---"] * len(head), *body]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"
