"""What the report says, in English and Chinese, and how it writes numbers and dates.

What lives here: one catalogue of words (`page.yaml`, `rooms.yaml`, `figures.yaml`, `fields.yaml`),
every entry in both languages; the Chinese words are those of GLOSSARY.md. Not here: what is said
where.
"""
