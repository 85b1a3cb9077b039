"""Reading scenario files: safe YAML, id paths, variants, and errors a planner can act on.

Here lives everything between a file name and a validated model: nothing here knows which keys
a scenario has (that is `scenarios.schema`, handed in as a model class), and nothing runs one.
"""
