"""`python -m benchmarks`."""

from benchmarks import mutation, run

run.main()
mutation.main()
