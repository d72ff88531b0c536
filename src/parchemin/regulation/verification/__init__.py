"""What can be said of a regulation before it meets a student: lints, polarity, proofs, and mutation of its rules.

`lints.lint` gives the static findings, `proofs.verify` the proved, refuted and unsettled claims, `mutation.mutate` the
share of altered rules that the worked cases catch. Only this room uses z3.
"""
