"""Checks of the exercises: a tick, or what is missing and the step that mends it."""
