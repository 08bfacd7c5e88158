"""One module per format; each writes documents of `reports.exporters.document`."""
