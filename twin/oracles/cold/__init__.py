"""Closed forms of cold cells.

What lives here: when a product gets too warm, how long a compressor runs. Not here: the engines'
physics (`devices.physics`), of which nothing is used.
"""
