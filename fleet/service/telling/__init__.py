"""What a manager brings to others beside its devices.

What lives here: notices to recipients, letters between partitions. Not here: what is due
(`fleet.core`), the driver.
"""
