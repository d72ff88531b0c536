"""The steps of the seed, in which each stage of the campus adds its own.

A step is given the scene and writes its acts in the agenda, each with its time; the agenda does them in the order of
time, among all the others. So a jury held on a 15 July comes after the marks handed in on the 12th, wherever its step
stands in the list. To add one: write a module beside this one, and name its function below.

    def past_juries(scene: Scene) -> None:
        house = scene.houses["icn-pge"]
        for year in (scene.year - 2, scene.year - 1):
            scene.agenda.at(on(year, 7, 20, 14), partial(_hold, house, year))

`scene.dossiers["icn-pge", number]` gives somebody's file once it is open, that is, when an act runs. Those of
`stories.STORIES` whose answer is the jury's are meant for a jury yet to be held: leave them out of the past ones.
"""

from __future__ import annotations

from collections.abc import Callable

from parchemin.campus.demo.icn import STAFF as ICN
from parchemin.campus.demo.icn import GrandeÉcole
from parchemin.campus.demo.masters import STAFF as LILLE
from parchemin.campus.demo.masters import Masters
from parchemin.campus.demo.online import STAFF as IPAG
from parchemin.campus.demo.online import Online
from parchemin.campus.demo.scene import Scene

type Step = Callable[[Scene], None]

STAFFS = (ICN, IPAG, LILLE)


def grande_école(scene: Scene) -> None:
    GrandeÉcole(scene, scene.houses["icn-pge"]).plan()


def online(scene: Scene) -> None:
    Online(scene, scene.houses["ipag-msc"]).plan()


def masters(scene: Scene) -> None:
    Masters(scene, scene.houses["lille-ipm"]).plan()


STEPS: tuple[Step, ...] = (grande_école, online, masters)
