"""What is wrong with an installation, each in both languages, with what to do."""

from __future__ import annotations

from django.core.checks import WARNING, run_checks

from parchemin.service.integrity import chains
from parchemin.service.refusals import NotDone
from parchemin.service.upgrading import steps_left


def findings() -> list[NotDone]:
    """Nothing when all is well."""
    return [*_tables(), *_django(), *([] if _tables() else _journal())]


def _tables() -> list[NotDone]:
    behind = steps_left()
    if not behind:
        return []
    return [
        NotDone(
            f"Les tables ne sont pas à jour ({len(behind)} étapes). Lancez parchemin campus migrate.",
            f"The tables are not up to date ({len(behind)} steps). Run parchemin campus migrate.",
        )
    ]


def _django() -> list[NotDone]:
    told = [check for check in run_checks() if check.is_serious(WARNING)]
    return [NotDone(f"{check.id} : {check.msg}", f"{check.id}: {check.msg}") for check in told]


def _journal() -> list[NotDone]:
    return [
        NotDone(
            f"Le journal « {chain.name} » est rompu à la ligne {line} ({what}). Voir parchemin campus journal.",
            f"The journal “{chain.name}” is broken at line {line} ({what}). See parchemin campus journal.",
        )
        for chain in chains()
        for line, what in (*chain.broken, *chain.altered)[:1]
    ]
