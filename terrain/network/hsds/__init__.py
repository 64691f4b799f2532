"""The directory as the Human Services Data Specification (HSDS) 3.0 of Open Referral writes it, out and in.

``entries``: an entry as plain values, whoever exports it. ``documents``: values → a service of HSDS. ``reading``: a service of HSDS →
values. ``merging``: what another directory said goes out again with what changed here. ``tables``: the tabular form, a ZIP of CSV.
"""
