"""How text is shown: escaped for its medium, counted, listed, put in columns. One of each."""
