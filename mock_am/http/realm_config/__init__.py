"""`/json/realms/…/realm-config/…`: what an administrator configures in a realm."""
