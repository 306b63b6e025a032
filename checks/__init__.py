"""What can honestly be said: one question a file, each a pure function of a case's stored material.

Same case file and same version, same answer: no clock, no network, no database in here.
"""
