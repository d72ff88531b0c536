"""`python -m benchmarks`."""

from benchmarks import run

run.main()
