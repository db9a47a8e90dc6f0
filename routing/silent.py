"""A solver that says nothing: HiGHS prints who it is as soon as it learns that somebody listens."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import highspy


def silent_solver() -> "highspy.Highs":
    """A new solver, told to be silent before anything else."""
    import highspy  # noqa: PLC0415 - loaded only where something is solved

    class Silent(highspy.Highs):
        def enableCallbacks(self) -> None:  # noqa: N802 - the solver's own name
            self.setOptionValue("output_flag", False)  # noqa: FBT003 - the solver's own way
            super().enableCallbacks()  # type: ignore[no-untyped-call]

    return Silent()  # type: ignore[no-untyped-call]
