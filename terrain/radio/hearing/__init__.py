"""Who listened: what the air doors write down, and the rule by which it counts. No database here, and no address anywhere.

The doors call ``beacon``, ``pressed``, ``delivered``, ``settle`` and ``podcast`` (``noting``); each writes lines into the spool
(``spool``), which ``actions/listening.py`` reads. The rule itself (``rule``) is pure: the same lines, in whatever order, make the
same sessions. It is published in ``docs/explanation/counting-listeners.md``.
"""

from terrain.radio.hearing.noting import beacon, delivered, podcast, pressed, settle

__all__ = ["beacon", "delivered", "podcast", "pressed", "settle"]
