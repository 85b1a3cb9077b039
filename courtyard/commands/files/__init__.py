"""Commands about the files one starts from: scenarios, their format, new ones, traces.

One module a command.
"""
