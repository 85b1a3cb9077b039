"""Running: what lies between a set-up and the counters and digests of its replications.

What lives here: the set-up, the batch of sites that one process runs, the pool of processes, the
estimate of time, log files. Not here: which replications are run (`twin.studies.replications`).
"""
