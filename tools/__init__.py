"""What maintainers run. Nothing here is installed."""
