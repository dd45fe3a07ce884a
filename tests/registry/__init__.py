"""Tests of the compiler: documents, the grammar of notes, rule files."""
