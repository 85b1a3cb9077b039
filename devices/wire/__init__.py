"""What a device and its manager say to each other over MQTT: the wire contract, version 1.

What lives here: topics, messages, their codec, and the schema made from them. Not here: sockets,
clocks, or what anybody does about a message.
"""
