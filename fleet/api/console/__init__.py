"""The console: pages in a browser, served by the manager itself.

What lives here: serving them; the pages (`page/`: HTML, CSS and modules by hand, nothing built),
the words they speak (`words.yaml`), what every alarm means (`runbook.yaml`). Not here: what they
show, which they ask of the API like anybody else.
"""
