"""Who may ask for what.

What lives here: tokens, roles and scopes, rates. Not here: HTTP routes (`fleet.api.routes`).
"""
