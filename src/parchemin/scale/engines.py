"""Deciding part by part, in this process or as Ray tasks: one function decides a part, so the bytes are the same."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from parchemin import records
from parchemin.regulation.evaluation.cohort import Plan, compile_cohort
from parchemin.regulation.evaluation.entry import shares
from parchemin.regulation.findings import NOWHERE, Finding, Refused, Wording
from parchemin.regulation.meaning.graph import Regulation, Value
from parchemin.scale.outcomes import tables
from parchemin.scale.partitions import Partition, partitions, read, split

type Engine = Literal["local", "ray"]

NO_RAY = Wording(
    "no-ray",
    ("Ray n'est pas installé.", "Installez-le avec `pip install parchemin[ray]`, ou gardez `--engine local`."),
    ("Ray is not installed.", "Install it with `pip install parchemin[ray]`, or keep `--engine local`."),
)


@dataclass
class Job:
    """What every part is decided by. Travels to the workers; each compiles its plans once."""

    regulation: Regulation
    out: str
    figures: Mapping[str, Value]
    wanted: tuple[str, ...] | None
    _plans: dict[str, Plan] = field(default_factory=dict)

    def __getstate__(self) -> dict[str, Any]:
        return vars(self) | {"_plans": {}}

    def identity(self) -> tuple[object, ...]:
        return self.regulation.digest, self.out, sorted(self.figures.items()), self.wanted

    def decide(self, part: Partition) -> int:
        """Decide one part and write its tables. Returns how many persons it held."""
        if part.root not in self._plans:
            self._plans[part.root] = compile_cohort(self.regulation, part.root, self.wanted)
        cohort = read(self.regulation, part)
        outcome = self._plans[part.root].run(cohort, self.figures)
        for name, table in tables(self.regulation, cohort, outcome).items():
            file = replace(part, folder=self.out).file(name)
            file.parent.mkdir(parents=True, exist_ok=True)
            table.write_parquet(file, compression="lz4", statistics=False)
        return len(cohort)


def decide(
    regulation: Regulation,
    folder: Path | str,
    out: Path | str,
    engine: Engine = "local",
    figures: Mapping[str, Value] | None = None,
    wanted: Sequence[str] | None = None,
) -> int:
    """Decide every part of a folder into `out`, file by file. Returns how many persons were decided."""
    own = replace(regulation)  # without what the evaluators keep with a regulation, which does not travel
    job = Job(own, str(out), dict(figures or {}), None if wanted is None else tuple(wanted))
    parts = partitions(folder)
    if engine == "local":
        return sum(map(job.decide, parts))
    return _with_ray(job, parts)


def decide_folder(
    regulation: Regulation,
    folder: Path,
    out: Path | None,
    engine: Engine,
    versions: Sequence[tuple[date, Regulation]] = (),
) -> int:
    """Decide a folder of parts, or of records (then split first). Returns how many persons were decided.

    `out` is a folder, `outcomes` in `folder` by default. Records are decided by the version of each person's entry;
    with more than one version in use, each has a folder of its own, named by its date in force.
    """
    target = out or folder / "outcomes"
    if partitions(folder):
        return decide(regulation, folder, target, engine)
    with TemporaryDirectory() as shelf:
        used: dict[str, Regulation] = {}
        for cohort in records.read(regulation, folder).values():
            for share in shares(versions, regulation, cohort):
                used[share.regulation.version] = share.regulation
                split(share.regulation, share.cohort, Path(shelf) / share.regulation.version)
        several = len(used) > 1
        return sum(
            decide(own, Path(shelf) / version, target / version if several else target, engine)
            for version, own in used.items()
        )


def _with_ray(job: Job, parts: Sequence[Partition]) -> int:
    """One task a part, on the cluster Ray finds or on this machine. Refused without the extra `parchemin[ray]`."""
    try:
        import ray
    except ImportError as absent:
        raise Refused((Finding(NO_RAY, NOWHERE),)) from absent
    started = not ray.is_initialized()
    if started:
        ray.init(include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR)
    try:
        shared = ray.put(job)
        task = ray.remote(_decide_part)
        waiting = [task.remote(shared, part) for part in parts]
        return sum(ray.get(waiting))
    finally:
        if started:
            ray.shutdown()


_LAST: list[Job] = []  # a worker decides many parts of one job: it keeps the job it compiled


def _decide_part(job: Job, part: Partition) -> int:
    if not _LAST or _LAST[0].identity() != job.identity():
        _LAST[:] = [job]
    return _LAST[0].decide(part)
