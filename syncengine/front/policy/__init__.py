"""A policy tried, explained and compared: what customers look at before they trust one."""
