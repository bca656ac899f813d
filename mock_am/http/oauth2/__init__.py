"""`/oauth2/…`: the OpenID provider's endpoints."""
