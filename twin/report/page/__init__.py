"""The page: which sections there are, what each says, and how they become one file.

What lives here: sections as plain data, the template and its style. Not here: how plots look
(`twin.report.plots`), words (`twin.report.words`), reading (`twin.report.reading`).
"""
