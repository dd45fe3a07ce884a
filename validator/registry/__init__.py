"""The compiler: a registry document becomes entries, the notes of the entries become readings, the readings rules."""
