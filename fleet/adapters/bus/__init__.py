"""Buses: the port of `fleet.ports.bus` over MQTT.

What lives here: frames and sessions of our own, made for batches, and the same port on aiomqtt. Not
here: what messages mean.
"""
