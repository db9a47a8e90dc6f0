"""A disk that loses power or refuses a write at any moment: what was confirmed is there, and no save by half."""

import pytest

from tests.disk import FULL, IOERR_WRITE
from tests.power import CHECKPOINTS, after_power_loss, after_refusals

ROLLBACK = ("PRAGMA journal_mode = DELETE", "PRAGMA synchronous = EXTRA")
CARELESS = (*CHECKPOINTS, "PRAGMA synchronous = NORMAL")


@pytest.mark.parametrize(
    ("settings", "share", "at_least"), [(CHECKPOINTS, 0.1, 250), (ROLLBACK, 0.03, 80)], ids=["wal", "rollback"]
)
def test_after_a_loss_of_power_everything_confirmed_is_there_and_nothing_by_half(tmp_path, settings, share, at_least):
    looked, faults = after_power_loss(tmp_path, 1, saves=14, share=share, variants=6, settings=settings)
    assert faults == []
    assert looked >= at_least


def test_the_simulated_loss_of_power_finds_settings_that_do_not_sync(tmp_path):
    _, faults = after_power_loss(tmp_path, 1, saves=6, share=0.2, variants=2, settings=CARELESS)
    assert any(fault.startswith("lost") for fault in faults)


@pytest.mark.parametrize("code", [FULL, IOERR_WRITE], ids=["full", "broken"])
@pytest.mark.parametrize("lasts", [False, True], ids=["once", "for good"])
def test_a_write_that_fails_refuses_its_save_and_harms_no_other(tmp_path, code, lasts):
    refused, faults = after_refusals(tmp_path, 3, saves=5, code=code, lasts=lasts, numbers=range(1, 60, 7))
    assert faults == []
    assert refused >= 5
