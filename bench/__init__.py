"""Measuring the matching engine beside other tools, on people that nobody knows."""
