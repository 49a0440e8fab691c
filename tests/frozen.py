"""Tests hold promises, not facts: what comes with coalviz are in them the tables of the first two articles.

With one article more in data/, no test has to be mended; its facts are in test_shipped_facts.py. Imported before
anything else, since coalviz finds its tables once.
"""

from coalviz import shipped

shipped.CHECKOUT["data"] = "tests/two_articles"
