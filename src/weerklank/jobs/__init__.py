"""What runs without a page: making tables, serving, looking whether all is well."""
