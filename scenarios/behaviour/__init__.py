"""How people act: (latent, state, policy) → time.

What lives here: kernel-safe functions only (ints and arrays; −1 means none; no classes; no
imports but `math`). Not here: draws, policies, state.
"""
