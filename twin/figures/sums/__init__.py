"""Sums over a network of sites of what is told apart by slots."""
