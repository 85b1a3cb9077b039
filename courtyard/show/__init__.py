"""What a person sees: tables, answers in sentences, progress.

What lives here: printing. Not here: what is printed was decided elsewhere.
"""
