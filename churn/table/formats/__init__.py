"""How files are written: their bytes into a table as it stands there, whatever the format. Knows no customer."""
