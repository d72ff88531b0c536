"""The verbs of the `parchemin` command, one module each."""
