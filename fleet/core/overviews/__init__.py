"""Overviews: what somebody sees who looks at a bank or at many sites at once.

What lives here: rows of plain values, one for each door or site. Not here: lists of devices
(`fleet.core.views`), alarms and work (`fleet.core.orders.shown`), HTTP.
"""
