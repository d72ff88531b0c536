"""What is wrong with an installation, each in both languages, with what to do."""

from __future__ import annotations

from django.core.checks import WARNING, run_checks

from parchemin.service.integrity import prove
from parchemin.service.refusals import NotDone
from parchemin.service.upgrading import steps_left
from parchemin.service.wordings import of_head, plain, wrong_with


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
    """The first thing wrong with each chain, and with the heads."""
    proof = prove()
    wrong = [(plain(chain.name or "—"), next(wrong_with(chain))) for chain in proof.chains if not chain.whole]
    wrong += [("heads.jsonl", of_head(one)) for one in proof.heads if one.breaks][:1]
    return [
        NotDone(
            f"Le journal « {name} » est rompu : {french}. Voir parchemin campus journal.",
            f"The journal “{name}” is broken: {english}. See parchemin campus journal.",
        )
        for name, (french, english) in wrong
    ]
