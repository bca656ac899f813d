"""The names the article uses, and AM's example user."""

KEY_ID = "myCIBAKey"
CLIENT_ID = "myCIBAClient"
CLIENT_SECRET = "forgerock"
TREE = "myCIBAPushTree"
ACR = "push"
USERNAME = "demo"
PASSWORD = "Ch4ng31t"
