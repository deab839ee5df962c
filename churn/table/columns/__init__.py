"""What the columns of a table are: numbers, dates, spellings, ids, whoever has several rows."""
