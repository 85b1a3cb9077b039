"""Scenario files that are written for people: commented, with the source of every value.

Lives here: the text of a new scenario, from answers, from a sheet of sites, or from a log. Not
here: questions asked at a terminal (`courtyard`), reading scenarios (`scenarios.reading`).
"""
