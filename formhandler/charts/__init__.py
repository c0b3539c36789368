"""
Charts, drawn on the server: inline SVG in the page's own colours, without script or style of its own.

scale.py    the lines behind the columns, at round numbers
frame.py    what every chart has around its columns
bars.py     columns stacked week by week
times.py    columns over time, with the time before and with marks
strip.py    how much of the most a row of a table has

A chart has classes alone; theme/static/css/chart.css gives them colours, so light, dark, print and forced
colours look after themselves. The numbers stand in a table beside it.
"""

from formhandler.charts.bars import Series, bars, swatch
from formhandler.charts.strip import strip
from formhandler.charts.times import Mark, times

__all__ = ["Mark", "Series", "bars", "strip", "swatch", "times"]
