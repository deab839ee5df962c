"""The command line: a module per command, the options that several of them share, and how errors are told."""
