"""Marches on a straight road as they are handed out, with what a test puts beside it."""

from datetime import UTC, datetime
from pathlib import Path

from data.export.handout.fonts import Fonts
from data.model import SiteKind
from data.model.handout import Terms
from routing.march.handing_out import handout_of
from routing.march.table import march_table
from routing.question import Terms as RouteTerms
from routing.search import find_route
from routing.standing import convoy_question
from tests import builders
from tests.builders import NOON
from tests.routing.march.town import INDEX, at, planned

PRINT = Path(__file__).resolve().parents[1] / "build" / "fonts"
FONTS = Fonts(regular=PRINT / "noto-sans-regular.ttf", bold=PRINT / "noto-sans-bold.ttf")
MADE_AT = datetime(2026, 6, 1, 9, tzinfo=UTC)


def terms(**said):
    return Terms(**{"revision": 3, "made_at": MADE_AT, **said})


def handed(*records, said=None, settings=None, **convoy):
    """What is handed out of the convoy from Alpha to Gamma."""
    plan, own = planned(*records, **convoy)
    plan = builders.replace(plan, **(settings or {})) if settings else plan
    route = find_route(INDEX, plan, convoy_question(plan, own, RouteTerms(at=NOON)))
    return handout_of(INDEX, plan, (route, march_table(INDEX, plan, own, route)), said or terms())


def post(name="Post", along_m=4000, kind=SiteKind.CHECKPOINT, **said):
    """A checkpoint on the road."""
    return builders.site("post", name=name, point=at(along_m), kind=kind, **said)
