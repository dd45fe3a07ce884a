"""The parts of the HTML report (html_document.py): its markup, its store, and one file for each section."""
