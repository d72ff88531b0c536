"""What a process of the web server does before it answers anybody: it reads the texts in force and sets them aside."""

from __future__ import annotations

import gc
import logging
from threading import Thread
from typing import TYPE_CHECKING

from django.db import OperationalError, connections

if TYPE_CHECKING:
    from parchemin.campus.catalogue.models import Publication

# New objects before a collection, and collections before a deeper one. A cohort is drawn in millions of objects that
# live a moment; with Python's own figures the whole memory, texts included, was walked in the middle of a page.
THRESHOLDS = 20_000, 20, 50
LOG = logging.getLogger("parchemin.web")


def warm() -> None:
    """The first page of the morning costs what the others do: laws are read now, articles while the first ones come."""
    read_laws()
    connections.close_all()  # each thread that answers has its own
    set_aside()
    Thread(target=_read_articles_beside, daemon=True).start()


def read_laws() -> int:
    """Read the last text of every programme, as the engine runs it; gives how many."""
    from parchemin.campus.law.publications import law_of, versions_of

    try:
        latest = _latest()
        for publication in latest:
            law_of(publication)
            versions_of(publication.pk)
    except OperationalError:  # it is starting, perhaps: each text is read when it is asked for
        LOG.warning("texts not read ahead: the database does not answer")
        return 0
    return len(latest)


def read_articles() -> None:
    """Lay out the articles of the same texts, as people read them."""
    from parchemin.campus.law.publications import pieces_of

    for publication in _latest():
        pieces_of(publication, None, "fr")


def set_aside() -> None:
    """What is in memory now stays for ever, and is not walked again by the collector."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)


def _latest() -> list[Publication]:
    from parchemin.campus.catalogue.models import Publication

    return list(Publication.objects.order_by("programme_id", "-number").distinct("programme_id"))


def _read_articles_beside() -> None:
    try:
        read_articles()
    except OperationalError:
        LOG.warning("articles not read ahead: the database does not answer")
    finally:
        connections.close_all()
    set_aside()
