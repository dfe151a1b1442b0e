"""Commands that need no window load no Qt: they start on machines without a screen, and at once."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = """
import sys
import desktop.cli.main
from desktop.words import Words
desktop.cli.main.build_parser(Words("en"))
print(sorted(name for name in sys.modules if name.split(".")[0] in ("PySide6", "shiboken6")))
"""


def test_the_command_line_knows_no_window():
    done = subprocess.run([sys.executable, "-c", PROGRAM], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_a_call_loads_what_its_command_needs_and_no_network():
    program = """
import sys
import desktop.cli.main
from desktop.words import Words
desktop.cli.main.build_parser(Words("en"), "list")
print(sorted({"requests", "starlette", "uvicorn", "zeroconf", "cryptography"} & set(sys.modules)))
"""
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
