"""What a process of the web server does before it answers anybody: it reads the texts in force and sets them aside."""

from __future__ import annotations

import gc
import logging

from django.db import OperationalError, connections

# New objects before a collection, and collections before a deeper one. A cohort is drawn in millions of objects that
# live a moment; with Python's own figures the whole memory, texts included, was walked in the middle of a page.
THRESHOLDS = 20_000, 20, 50
LOG = logging.getLogger("parchemin.web")


def warm() -> None:
    """The first page of the morning costs what the others do: every text in force is read now, and kept."""
    read_texts()
    connections.close_all()  # each thread that answers has its own
    set_aside()


def read_texts() -> int:
    """Read the last text of every programme, and its articles as people see them; gives how many texts."""
    from parchemin.campus.catalogue.models import Publication
    from parchemin.campus.rulings.queries import law_of
    from parchemin.campus.rulings.texts import pieces_of, versions_of

    try:
        latest = list(Publication.objects.order_by("programme_id", "-number").distinct("programme_id"))
        for publication in latest:
            law_of(publication)
            versions_of(publication.pk)
            pieces_of(publication, None, "fr")
    except OperationalError:  # it is starting, perhaps: each text is read when it is asked for
        LOG.warning("texts not read ahead: the database does not answer")
        return 0
    return len(latest)


def set_aside() -> None:
    """What is in memory now stays for ever, and is not walked again by the collector."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*THRESHOLDS)
