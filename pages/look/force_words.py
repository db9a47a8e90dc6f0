"""Words and looks of the force: how far a unit has come, what an approval or a party says, who may act."""

from collections.abc import Mapping
from enum import StrEnum

from data.model import ApprovalState, CommitmentState, ConsentState, CriterionKind, ForceStage, RoeClass, SectorState
from pages.look import looks, words
from pages.look.looks import Look, Pattern
from routing.force.permits import Outcome

NOT_REPORTED = "not reported"
_WORDS: Mapping[StrEnum, str] = {
    SectorState.HANDOVER: words.SECTOR_STATE[SectorState.HANDOVER],
    RoeClass.SELF_DEFENCE: "self-defence",
    CriterionKind.RE_INTERVENTION: "re-intervention",
}

STAGES: Mapping[ForceStage | None, Look] = {
    ForceStage.DEPLOYED: Look(words="deployed", colour=looks.BLUE, weight=2, fill=0.9),
    ForceStage.STAGED: Look(words="staged", colour=looks.BLUE, weight=2, fill=0.6, pattern=Pattern.HATCH),
    ForceStage.TRAINED: Look(words="trained", colour=looks.SKY, weight=2, fill=0.6, pattern=Pattern.BACK),
    ForceStage.FUNDED: Look(words="funded", colour=looks.SKY, weight=2, dash="8 3", fill=0.35),
    ForceStage.APPROVED: Look(words="approved", colour=looks.SKY, weight=2, fill=0.6, pattern=Pattern.DOTS),
    ForceStage.PLEDGED: Look(words="pledged only", colour=looks.GREY, weight=2, dash="5 4", fill=0.08),
    ForceStage.ROTATED: Look(words="rotated out", colour=looks.GREY, weight=2, fill=0.6, pattern=Pattern.CROSS),
    None: Look(words="no stage reported", colour=looks.GREY, weight=2, dash="2 4", sign="?"),
}
APPROVALS: Mapping[ApprovalState, Look] = {
    ApprovalState.GRANTED: Look(words="granted", colour=looks.GREEN, weight=2, fill=0.5, sign="✓"),
    ApprovalState.PENDING: Look(words="pending", colour=looks.ORANGE, weight=2, fill=0.5, pattern=Pattern.HATCH),
    ApprovalState.NOT_STARTED: Look(words="not started", colour=looks.GREY, weight=2, dash="3 4", sign="?"),
    ApprovalState.REFUSED: Look(words="refused", colour=looks.VERMILION, weight=2, sign="✕"),
    ApprovalState.WITHDRAWN: Look(words="withdrawn", colour=looks.VERMILION, weight=2, sign="−"),
}
PERMITS: Mapping[Outcome, Look] = {
    Outcome.MAY_ACT: Look(words="may act", colour=looks.GREEN, weight=2, sign="✓"),
    Outcome.MAY_NOT_ACT: Look(
        words="present, may not act", colour=looks.VERMILION, weight=2, fill=0.6, pattern=Pattern.CROSS
    ),
    Outcome.NOT_PRESENT: Look(words="absent", colour=looks.GREY, weight=1.5, dash="2 5", fill=0.04),
    Outcome.UNKNOWN: Look(words="unknown", colour=looks.GREY, weight=2, dash="5 4", sign="?"),
}
CONSENTS: Mapping[ConsentState, Look] = {
    ConsentState.GRANTED: Look(words="granted", colour=looks.GREEN, weight=2, sign="✓"),
    ConsentState.CONDITIONAL: Look(words="conditional", colour=looks.ORANGE, weight=2, fill=0.5, pattern=Pattern.HATCH),
    ConsentState.SILENT: Look(words="silent", colour=looks.GREY, weight=2, dash="5 4", sign="?"),
    ConsentState.REFUSED: Look(words="refused", colour=looks.VERMILION, weight=2, sign="✕"),
    ConsentState.WITHDRAWN: Look(words="withdrawn", colour=looks.VERMILION, weight=2, sign="−"),
}
COMMITMENTS: Mapping[CommitmentState, Look] = {
    CommitmentState.RECEIVED: Look(words="received", colour=looks.GREEN, weight=2, sign="✓"),
    CommitmentState.SIGNED: Look(words="signed", colour=looks.SKY, weight=2, fill=0.6, pattern=Pattern.BACK),
    CommitmentState.ANNOUNCED: Look(words="announced only", colour=looks.GREY, weight=2, dash="5 4", fill=0.08),
    CommitmentState.FROZEN: Look(words="frozen", colour=looks.VERMILION, weight=2, fill=0.6, pattern=Pattern.CROSS),
}
COVERED: Mapping[bool | None, Look] = {
    True: Look(words="consent covers", colour=looks.GREEN, weight=2, sign="✓"),
    False: Look(words="no consent", colour=looks.VERMILION, weight=2, sign="✕"),
    None: Look(words="unknown: nobody checked the conditions", colour=looks.GREY, weight=2, dash="5 4", sign="?"),
}


def spoken(word: StrEnum) -> str:
    """A word of a vocabulary as people say it.

    >>> spoken(ForceStage.PLEDGED), spoken(RoeClass.ALL_NECESSARY_MEANS)
    ('pledged', 'all necessary means')
    """
    return _WORDS.get(word) or str(word).replace("_", " ")
