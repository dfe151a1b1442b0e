"""Installers from the folder that PyInstaller made; part of the repository, never of the product."""
