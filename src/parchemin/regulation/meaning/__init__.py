"""Meaning: names, levels, types, units, bounds and dates resolved into one typed graph.

`load` reads a regulation from its files, in memory or where they stand; `understand` takes a document and keeps the
findings.
"""

from parchemin.regulation.meaning.understanding import Understood, load, load_versions, understand

__all__ = ["Understood", "load", "load_versions", "understand"]
