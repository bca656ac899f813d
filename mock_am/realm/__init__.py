"""What is configured: realms, trees, services, OAuth2 clients, identities and their devices."""
