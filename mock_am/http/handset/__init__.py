"""`/handset/`: a page that makes a phone of any browser. AM has none; it has an app instead."""
