"""
Charts, drawn on the server: inline SVG in the page's own colours, without script or style of its own.

scale.py    the lines behind the columns, at round numbers
bars.py     columns stacked week by week

A chart has classes alone; theme/static/css/chart.css gives them colours, so light, dark, print and forced
colours look after themselves. The numbers stand in a table beside it.
"""

from formhandler.charts.bars import Series, bars, swatch

__all__ = ["Series", "bars", "swatch"]
