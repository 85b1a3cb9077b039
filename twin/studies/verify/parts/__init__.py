"""Closed forms of optional parts of a scenario: their settings, and where they hold.

Lives here: a module for each part. Not here: lockers (`twin.studies.verify.recognise`), runs.
"""
