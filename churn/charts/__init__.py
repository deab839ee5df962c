"""Results -> plotly figures. Takes numbers, never a model; the page and any report draw them alike."""
