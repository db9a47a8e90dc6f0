"""Small signs for places, drawn by ourselves on a 24 by 24 grid as SVG path data."""

PATHS = {
    "hospital": "M9.5 4h5v5.5H20v5h-5.5V20h-5v-5.5H4v-5h5.5Z",
    "clinic": "M4 4h16v16H4ZM10.5 7v3.5H7v3h3.5V17h3v-3.5H17v-3h-3.5V7Z",
    "warehouse": "M3 9.5 12 4l9 5.5V20h-3v-8H6v8H3ZM8 14h8v2H8ZM8 18h8v2H8Z",
    "distribution": "M4 4h7v7H4ZM13 4h7v7h-7ZM4 13h7v7H4ZM15.2 13h2.6v2.2H20v2.6h-2.2V20h-2.6v-2.2H13v-2.6h2.2Z",
    "shelter": "M12 4 22 20H14.5L12 15l-2.5 5H2Z",
    "well": "M12 3c3.8 5 6 8 6 11a6 6 0 0 1-12 0c0-3 2.200-6 6-11Z",
    "water_plant": "M8 3c2.500 3.300 4 5.300 4 7.300a4 4 0 0 1-8 0C4 8.300 5.500 6.300 8 3ZM14 9h7v11H5v-3h9Z",
    "power_plant": "M13.500 2 5 13.500h5.500L9 22l9.500-12.500H12.500Z",
    "reconstruction": "M3 20v-3h18v3ZM5 15l7-11 7 11h-3.200L12 9l-3.800 6Z",
    "school": "M12 4 22 9 12 14 2 9ZM6 13.500l6 3 6-3V18l-6 3-6-3Z",
    "base": "M5 3h2v18H5ZM8 4h12l-3.500 4.500L20 13H8Z",
    "holding_point": "M6 4h4.500v16H6ZM13.500 4H18v16h-4.500Z",
    "checkpoint": "M4 4h16v5H4ZM6.500 6v1.500h2V6ZM11 6v1.500h2V6ZM15.500 6v1.500h2V6ZM10.500 9h3v11h-3Z",
    "other": "M12 5a7 7 0 1 1 0 14 7 7 0 0 1 0-14Z",
    "crossing": "M3 5h3v15H3ZM18 5h3v15h-3ZM6 8h12v3.500H6Z",
    "incident": "M12 3 22.500 20.500H1.500ZM11 9.500v5.500h2V9.500ZM11 16.500v2h2v-2Z",
}


def svg(name: str, colour: str, size_px: int = 20) -> str:
    """One sign as an SVG image of its own."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" width="{size_px}" height="{size_px}">'
        f'<path fill="{colour}" fill-rule="evenodd" d="{PATHS[name]}"/></svg>'
    )
