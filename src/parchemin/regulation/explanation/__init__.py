"""Why this answer: the values that decide it and no other, each with its article, in plain sentences.

An explanation re-evaluates one person; nothing is kept for a cohort. See `explain`.
"""

from __future__ import annotations

from parchemin.regulation.evaluation.single import Evaluation
from parchemin.regulation.explanation.reasons import Reason, articles, readings, typed_facts, walk
from parchemin.regulation.explanation.sentences import in_sentences
from parchemin.regulation.explanation.tree import Explainer
from parchemin.regulation.findings import Language


def explain(evaluation: Evaluation, name: str, key: str = "", language: Language = "fr") -> Reason:
    """Why the definition or decision `name` is what it is at the instance `key` ("" for a person).

    Nothing is computed before it is looked at. KeyError for an unknown name, ValueError for an unknown instance.
    """
    level = evaluation.program.level_of(name)
    index = evaluation.keys(level).index(key) if key else 0
    return Explainer(evaluation, language, (name, index)).named(name, index)


__all__ = ["Reason", "articles", "explain", "in_sentences", "readings", "typed_facts", "walk"]
