"""The tests of Courtyard; their folders mirror the packages, one kind of test a folder."""
