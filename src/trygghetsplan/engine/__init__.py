"""The engine: which answers are owed, what the rules conclude of each, and why.

`clock` knows periods and last days, `proof` judges evidence, `verdict` is the decision table, `grid` puts
them together for every obligation, body and period. All of it is pure; every date comes from `as_of`.
"""
