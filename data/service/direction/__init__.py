"""Direction of a change: whether it makes something look safer, more dangerous, or neither."""

from data.service.direction.judged import direction_of, split
from data.service.direction.scale import Direction

__all__ = ["Direction", "direction_of", "split"]
