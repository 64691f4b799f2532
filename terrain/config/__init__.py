"""The roof: settings, root addresses, the server's doors and the command line."""
