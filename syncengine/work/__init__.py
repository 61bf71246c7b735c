"""The wing that acts: look (observe), know who is who (match), plan, write (run), one person at a time."""
