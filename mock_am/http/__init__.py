"""AM's URL space: each handler parses, asks the core, stores, answers."""
