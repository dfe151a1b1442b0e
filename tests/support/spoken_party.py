"""The command line in this very process: the same words and answers, without the time of a hundred processes."""

import contextlib
import io
import json
import os

import pytest

from desktop.cli.main import main
from tests.e2e.parties import Answer, Party


class SpokenParty(Party):
    """A laptop whose commands run here; each still opens the vault with its passphrase and closes it again."""

    def ask(self, *arguments: str) -> Answer:
        out, errors = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(errors):
            for name in [name for name in os.environ if name.startswith("JANGBU_")]:
                patch.delenv(name)
            patch.chdir(self.folder)
            code = main([*arguments, *self.options, "--json"])
        return Answer(code, json.loads(out.getvalue() or "{}"), errors.getvalue())
