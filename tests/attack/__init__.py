"""`make attack`: the table of docs/reliability.md, measured over this project's own inputs. Not tests: each row reports."""
