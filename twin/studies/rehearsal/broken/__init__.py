"""Devices that break in the twin, and how soon the manager's core finds them.

What lives here: three broken devices (a fill sensor that sees nothing more, a cold cell that leaks,
a door whose contact lies) on what a scenario makes of devices in order; what is found, when, and
what is found that is not there. Not here: the rules (`fleet.core.alarms.departures`).

Each device is in order until its moment and broken from then on. The loop is open: trucks and
people do as they did, whatever the broken device says.
"""
