"""The steps of the three schools: the stories that run through several stages. A stage adds its own beside them.

A step is given the scene and writes its acts in the agenda, each with its time; the agenda does them in the order of
time, among all the others. So a jury held on a 15 July comes after the marks handed in on the 12th, whatever the rank
of its step. To add one: `contributions/demo.py` of the stage (`common.demonstration`), or here, where it needs several.

`scene.dossiers["icn-pge", number]` gives somebody's file once it is open, that is, when an act runs. Those of
`stories.STORIES` whose answer is the jury's wait for a jury yet to be held: the past ones put them off.
"""

from __future__ import annotations

from dataclasses import replace

from parchemin.campus.common.demonstration import STEPS
from parchemin.campus.demo.icn.acts import STAFF as ICN
from parchemin.campus.demo.icn.acts import GrandeÉcole
from parchemin.campus.demo.juries import PastJuries, diplomas, progressions
from parchemin.campus.demo.masters import DISTANCE, ON_SITE, Masters
from parchemin.campus.demo.masters import STAFF as LILLE
from parchemin.campus.demo.online import STAFF as IPAG
from parchemin.campus.demo.online import Online
from parchemin.campus.demo.scene import Scene

STAFFS = (ICN, IPAG, LILLE)
LEFT = "non_autorisation"  # who is not registered again


@STEPS.at(10)
def grande_école(scene: Scene) -> None:
    house = scene.houses["icn-pge"]
    school = GrandeÉcole(scene, house)
    school.plan()
    became = {(one.number, year): told.nature for one in school.cast for year, told in one.years.items()}
    held = [*progressions(house, scene.year), diplomas(house, scene.year, "Jury de diplôme", 12, 9, later=1)]
    juries = PastJuries(
        scene, house, held, "Nancy, salle du conseil", lambda number, year: became.get((number, year + 1), LEFT)
    )
    juries.plan()
    juries.to_come(held[1], "Jury de rattrapage, deuxième année")


@STEPS.at(20)
def online(scene: Scene) -> None:
    """The exams of FALL 24 and SPRING 12 are in December, their jury in February; of FALL 12, in July and September."""
    house = scene.houses["ipag-msc"]
    school = Online(scene, house)
    school.plan()
    winter = diplomas(house, scene.year, "Jury de certification de février", 2, 12)
    summer = diplomas(house, scene.year, "Jury de certification de septembre", 9, 18, later=1)
    held = [
        replace(winter, intakes=lambda year: school.examined(year, False)),
        replace(summer, intakes=lambda year: school.examined(year, True)),
    ]
    PastJuries(scene, house, held, "À distance", until=0).plan()


@STEPS.at(30)
def masters(scene: Scene) -> None:
    """Those at a distance defend in March, those on site in September: each have their jury then."""
    house = scene.houses["lille-ipm"]
    school = Masters(scene, house)
    school.plan()
    spring = diplomas(house, scene.year, "Jury du master à distance", 3, 30)
    autumn = diplomas(house, scene.year, "Jury du master sur place", 9, 25, later=1)
    held = [
        replace(spring, modalities=(DISTANCE,), intakes=lambda year: school.finishing(year, DISTANCE)),
        replace(autumn, modalities=(ON_SITE,), intakes=lambda year: school.finishing(year, ON_SITE)),
    ]
    PastJuries(scene, house, held, "Villeneuve-d’Ascq, bâtiment B", until=0).plan()
