"""Policies: plain functions of integers, called by the twin and by the live manager alike.

What lives here: kernel-safe functions only (ints and arrays; −1 means none; no classes; no
imports but `math`). Not here: state, clocks, logs.
"""
