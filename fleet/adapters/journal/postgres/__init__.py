"""The journal in PostgreSQL: for several managers that share the partitions.

What lives here: the adapter, its tables, who owns which partition. Not here: what the bytes mean.
"""
