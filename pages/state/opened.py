"""Which operation is opened when one is asked for."""

from data.identity.principal import Principal
from data.service.rights import may_open
from data.store.protocol import Stored
from pages.state import answers
from pages.state.answers import DEMO
from pages.web.shelf import shelf


def opened(asked: str, who: Principal) -> tuple[str, Stored]:
    """The operation asked for, as it stands; the demo where there is none of this name, or it is not for a guest."""
    if asked != DEMO and shelf().exists(asked):
        stored = answers.store(asked).read()
        if may_open(who, stored.plan):
            return asked, stored
    return DEMO, answers.store(DEMO).read()
