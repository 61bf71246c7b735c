"""A crowd: the ordinary stories among many more people, with namesakes, look-alikes, and people hard to recognise."""

from connectors.sandbox.crowd.gathering import FEWEST, STORIES, crowd, namesakes

__all__ = ["FEWEST", "STORIES", "crowd", "namesakes"]
