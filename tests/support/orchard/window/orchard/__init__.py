"""The orchard's window: nothing but its name. Goes into desktop.domains as it is."""

from desktop.domains.plain import PlainView

VIEW = PlainView("orchard", "package")
