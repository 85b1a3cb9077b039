"""The edge of the API: clocks, sockets, threads.

What lives here: the application and its server, streams of events, outbound webhooks. Not here:
what is answered (`fleet.api.routes`).
"""
