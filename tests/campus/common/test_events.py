"""Events: a later stage reacts, once, to what an earlier one says."""

from __future__ import annotations

from dataclasses import dataclass

from parchemin.campus.common.events import reacts_to, tell


@dataclass(frozen=True)
class Rang:
    bell: str


@dataclass(frozen=True)
class Silent:
    pass


def test_a_reaction_is_called_once_however_often_it_is_declared() -> None:
    heard: list[str] = []

    def listen(event: Rang) -> None:
        heard.append(event.bell)

    reacts_to(Rang)(listen)
    reacts_to(Rang)(listen)
    tell(Rang("noon"))
    tell(Silent())

    assert heard == ["noon"]
