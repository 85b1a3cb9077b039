"""What moves an order: the same question asked of changed scenarios.

What lives here: the cases, their rough sizing, growth, before and after. Not here: the sizing that
is proven (`twin.studies.sizing`), what a table looks like.
"""
