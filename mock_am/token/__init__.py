"""What a client is given: access and refresh tokens, ID tokens, and the keys that sign them."""
