"""A job as it stands on the record page: its sentence, what is wrong in it by itself, its order and its draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.ledger.contract import Finding
from core.vault.drafts import TypedEntry
from core.vault.views import SubjectRow
from desktop.domains.battery.pages.job_forms import JobForms
from desktop.domains.battery.pages.jobs import Job, page_findings
from desktop.domains.battery.pages.places import RECORD
from desktop.entries.recording import Order, typed_entry
from desktop.entries.signers import Signer
from desktop.entries.wording import in_a_line
from desktop.standing import Standing
from desktop.words import Words
from desktop.words.sentences import sentence_text


@dataclass(frozen=True, slots=True)
class FilledJob:
    """`battery` is the chosen one, where the job needs one that is there already."""

    job: Job
    forms: JobForms
    battery: SubjectRow | None

    def sentence(self, words: Words) -> str:
        """What would be signed so far, a line for each entry; empty before anything was typed or is complete."""
        bodies = self.forms.peek()
        typed = any(set(body) - known for body, known in zip(bodies, self.forms.known(), strict=True))
        ready = self.forms.complete() and (self.battery is not None or not self.job.needs_battery)
        if not (typed or ready):
            return ""
        told = [sentence_text(kind, body, words) for kind, body in zip(self.forms.types, bodies, strict=True)]
        return "\n".join([one for one in (self._about(words), *told) if one])

    def read(self, standing: Standing) -> tuple[Sequence[Mapping[str, Any]], list[list[Finding]]]:
        """The bodies, and where something is wrong by itself what is to be said of each; the forms mark it."""
        forms, state = self.forms, self.battery.state if self.battery is not None else {}
        values = forms.values()
        own = [
            page_findings(kind.name, one.body, state, standing) for kind, one in zip(forms.types, values, strict=True)
        ]
        if not any(own) and not any(one.findings for one in values):
            return [one.body for one in values], []
        typed = forms.field_names()
        return [], [
            [*(one for one in each.findings if one.field.split(".")[0] in typed), *more]
            for each, more in zip(values, own, strict=True)
        ]

    def is_decided(self) -> bool:
        """Whether each file that may tell a place may go along; else the keyboard is where that is decided."""
        return self.forms.files is None or self.forms.files.decided()

    def order(self, bodies: Sequence[Mapping[str, Any]], signer: Signer) -> Order:
        """What is to be signed."""
        files = self.forms.files.files() if self.forms.files is not None else ()
        parts = tuple((kind.name, body) for kind, body in zip(self.forms.types, bodies, strict=True))
        return Order(parts, self.battery.id if self.battery is not None else None, (signer,), files)

    def typed(self, order: Order, told: str, words: Words, standing: Standing) -> TypedEntry | None:
        """What stands in the forms, for a draft of all entries of the job."""
        return typed_entry(
            standing,
            self.forms.types[0],
            self.forms.typed(),
            sentence=in_a_line(told, self._about(words)),
            signer=order.signers[0],
            subject=order.subject,
            form=RECORD,
            attached=self.forms.files.kept() if self.forms.files is not None else (),
        )

    def _about(self, words: Words) -> str:
        return words.text("battery.sign.about", number=self.battery.title) if self.battery is not None else ""
