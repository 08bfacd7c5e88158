"""Events and centres: lists, pages, forms, and acts on one event."""
