"""What a person would be refused, in the words of the refusal, before they try: nobody fills in what is not taken."""

from data.errors import NotAllowed, PlanError
from data.identity.principal import Principal, Role
from data.model import Plan
from data.service.changes import changes_between, settings_between
from data.service.rights import require_begin, require_changes, require_settings
from data.service.seen import PLANNERS

WHO_CHANGES = {
    Role.ADMINISTRATOR: "You look after accounts and the sharing protocol; a coordinator changes the plan.",
    Role.AUDITOR: "You audit: you can look, and change nothing.",
    Role.VIEWER: "You can look, and save nothing here: a coordinator or a security cell changes the plan.",
}
NOBODY = "You have no role here yet; an administrator gives you one."
BY_COORDINATOR = "This is for a coordinator; a security cell changes its own sectors and what lies in them."


def why_not_plan(who: Principal) -> str:
    """Why a person changes nothing in the plan, in a sentence; empty when they change some of it."""
    if who.has(*PLANNERS):
        return ""
    return next((words for role, words in WHO_CHANGES.items() if who.has(role)), NOBODY)


def why_not_coordinate(who: Principal) -> str:
    """Why a person does not change what only a coordinator does; empty when they do."""
    if who.has(Role.COORDINATOR):
        return ""
    return why_not_plan(who) or BY_COORDINATOR


def why_not_begin(who: Principal) -> str:
    """Why a person begins no operation; empty when they may."""
    try:
        require_begin(who)
    except NotAllowed as refusal:
        return str(refusal)
    return ""


def why_not_save(who: Principal, seen: Plan, edited: Plan) -> str:
    """Why what a person made of what they see would be refused as a whole; empty when it is theirs to save."""
    try:
        require_settings(who, settings_between(seen, edited))
        require_changes(who, seen, edited, changes_between(seen, edited))
    except (NotAllowed, PlanError) as refusal:
        return str(refusal)
    return ""
