"""Disclosure control of published counts: a publication as a system of sums, and what of it is hidden."""
