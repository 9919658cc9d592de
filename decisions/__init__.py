"""The one application of casetracker: expulsion rulings, from the record to the page."""
