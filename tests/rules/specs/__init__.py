"""Tests of the curated rule files."""
