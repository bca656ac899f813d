"""What happens when someone logs in: a tree is walked from its entry node to an end."""
