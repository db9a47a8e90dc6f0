"""Which sector is secured from when, and by whom: the best order, with its bound, its reasons and its conflicts."""
