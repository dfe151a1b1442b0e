"""The window around the pages: where to go, which network, who is acting, and the lock."""

from desktop.shell.page import Page, PageAction, PageSpec
from desktop.shell.window import MainWindow

__all__ = ["MainWindow", "Page", "PageAction", "PageSpec"]
