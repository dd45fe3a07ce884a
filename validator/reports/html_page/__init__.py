"""The HTML report: templates have all that is HTML, a file of data each what is not in the verdicts themselves."""
