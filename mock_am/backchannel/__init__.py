"""CIBA without IO: the signed request, its checks, and the life of an auth_req_id."""
