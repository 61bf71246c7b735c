"""Who is who in the store: one record that arrives is judged as a full pass over all records would judge it."""
