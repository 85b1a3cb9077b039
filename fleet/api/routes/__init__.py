"""What is answered, path by path.

What lives here: one router a module. Not here: the application they form (`fleet.api.outside.app`).
"""
