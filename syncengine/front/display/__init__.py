"""What commands show: pure functions from data to tables, sentences and JSON. Nothing here prints or asks."""
