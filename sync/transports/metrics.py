"""Counters and gauges as Prometheus text (exposition format 0.0.4)."""

from __future__ import annotations

from collections.abc import Mapping

PREFIX = "jangbu_hub_"
_REFUSED = "refused_"


def metrics_text(counts: Mapping[str, int], gauges: Mapping[str, int]) -> str:
    """Every number under its name; refusals under one name by their reason."""
    lines = []
    for name in sorted(name for name in counts if not name.startswith(_REFUSED)):
        lines += [f"# TYPE {PREFIX}{name}_total counter", f"{PREFIX}{name}_total {counts[name]}"]
    refused = sorted(name for name in counts if name.startswith(_REFUSED))
    if refused:
        lines.append(f"# TYPE {PREFIX}refused_total counter")
    for name in refused:
        reason = name.removeprefix(_REFUSED)
        lines.append(f'{PREFIX}refused_total{{reason="{reason}"}} {counts[name]}')
    for name in sorted(gauges):
        lines += [f"# TYPE {PREFIX}{name} gauge", f"{PREFIX}{name} {gauges[name]}"]
    return "\n".join(lines) + "\n"
