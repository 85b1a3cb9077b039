"""The fleet over HTTP: who may ask, what is answered, who is told.

What lives here: tokens and scopes, routes, server-sent events, webhooks. Not here: decisions
(`fleet.core`), how a request becomes durable (`fleet.service`).
"""
