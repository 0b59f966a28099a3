"""The marts computed a second time, from the delivered CSV files and the counting rules alone.

Row by row, in plain Python, without the project's SQL, landing or contract: two ways that were written apart and
agree cell by cell are unlikely to share a mistake. Nothing here is meant to be fast.

Where the rules can be read in more than one way this reads them as the models do, so that a change of reading shows:
a base income counts whatever household it is registered under (S2); XUK and a country code that no list knows are as if
missing, so that an earlier ident's country counts (R2); Oskar's rows of a person and month add up
(R10); of idents that were changed on the same day the lower one comes first (R2); a positive payment that corrects
another is a payment (R5); a child not yet born on the reference day is under 18 (H2).
"""
