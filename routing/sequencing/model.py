"""A case written as a linear question.

`held` says that a sector is secured in a phase, `begun` that it has been by then; they are the same
columns unless a sector can be given up. Both grow over the phases instead of marking starts: the
strength needed then telescopes, and the relaxation is tighter. Units of a class are counted, not named.
"""

from routing.sequencing.answer import Sequence
from routing.sequencing.case import SequencingCase
from routing.sequencing.columns import columns_of
from routing.sequencing.linear import Draft
from routing.sequencing.objective import write_objective
from routing.sequencing.rules import write_rules
from routing.sequencing.writing import Model, Writing


def model_of(case: SequencingCase, previous: Sequence | None = None, *, is_loose: bool = False) -> Model:
    """The linear question of a case; loose where every condition is to be a row that can be lifted."""
    draft = Draft()
    columns = columns_of(case, draft, previous, is_loose=is_loose)
    write_rules(Writing(case=case, draft=draft, columns=columns, is_loose=is_loose))
    base = write_objective(case, draft, columns, previous)
    return Model(case=case, linear=draft.done(base), columns=columns)
