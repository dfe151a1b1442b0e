"""The places of the battery workspace. Modules without Qt in their imports hold what is decided; the others show it."""
