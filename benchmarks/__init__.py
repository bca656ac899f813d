"""What the mock costs, each time against a peer or a limit in the same run."""
