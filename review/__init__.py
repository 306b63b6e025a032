"""Who decides: what a person sees of a case, as a page, as a table and as JSON."""
