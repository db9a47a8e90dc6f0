"""Whether a convoy was held against the others of its day, as what is handed out of it says."""

from collections.abc import Sequence

from data.model.handout import Checked
from routing.convoys.laid import Laid
from routing.march.handing_out import OTHERS
from routing.replay.violation import Violation

TOLD = 2


def held_against_others(laid: Laid, found: Sequence[Violation], convoy_id: str) -> Checked:
    """What the replay of the day as saved says of one convoy; `found` is all it found.

    Nothing is passed while a convoy of the day is left out, as nobody can say where that is.
    """
    left = {str(one.convoy): one for one in laid.left_out}
    if convoy_id in left:
        return Checked(what=OTHERS, result=f"not driven beside the others: {left[convoy_id].reason}", is_passed=None)
    row = laid.row_of.get(convoy_id)
    if row is None:
        return Checked(what=OTHERS, result="not among the convoys of its day", is_passed=None)
    own = sorted((fault for fault in found if row in fault.columns), key=lambda fault: fault.at_s)
    if own:
        more = f" And {len(own) - TOLD} more." if len(own) > TOLD else ""
        return Checked(what=OTHERS, result=" ".join(fault.text for fault in own[:TOLD]) + more, is_passed=False)
    beside = (
        f"every vehicle driven second by second beside {len(laid.convoys) - 1} other convoys of the day: no conflict"
    )
    if left:
        names = ", ".join(one.name for one in laid.left_out)
        return Checked(what=OTHERS, result=f"{beside}. Nobody can say where {names} will be", is_passed=None)
    return Checked(what=OTHERS, result=beside, is_passed=True)
