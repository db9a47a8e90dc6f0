"""The embedded demo operation: the Gaza Strip, drawn by hand from general knowledge, illustrative.

Nothing in it is surveyed, current or real but the geography in outline; it shows what the product
does and must never be used to move.
"""

from data.sources.demo_files import write_demo
from data.sources.demo_plan import DEMO_NOW, demo_plan
from data.sources.demo_roads import demo_network

__all__ = ["DEMO_NOW", "demo_network", "demo_plan", "write_demo"]
