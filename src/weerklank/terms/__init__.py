"""Legal terms: a start, a rule and the Dutch calendar give the day by which something must be done. PURE.

`calendar` knows which days are free, `amounts` adds days, weeks and months, `rules` holds the terms of law with
their source, and `clock` says when a term ends: suspended, adjourned, or moved to a working day.
"""
