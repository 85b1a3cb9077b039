"""Logs cleaned out loud: what cannot be used is left out, counted, and shown with its reason.

What lives here: readers for logs from which something is to be learned. Not here: readers that
refuse a file for one bad row, as a replay needs them (`scenarios.logs`).
"""
