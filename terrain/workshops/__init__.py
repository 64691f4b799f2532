"""Educational kits, activity sheets, workshops and public forum theatre: what a group does, never what one girl did."""
