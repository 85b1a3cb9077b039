"""Forecasts as time series, beside life.

What lives here: their measurements, and what a forecast becomes as points. Not here: life
(`fleet.metrics.making`), forecasts themselves (`fleet.ports.forecast`).
"""
