"""What is only ever added to: refused to change by the database, and sealed so that it shows.

`protected` says which tables, `triggers` has the database refuse, `door` is the one way round it,
`sealing` adds the links of the chain, `verifying` finds the first that is broken, `roles` parts the
role of the application from the one that owns the tables (docs/decisions/0019).
"""
