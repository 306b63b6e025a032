"""One module a group of commands; each takes ``--json`` and ``--home``."""
