"""Measures: the engine beside a plain-Python oracle and OpenFisca, on one regulation, in one run."""
