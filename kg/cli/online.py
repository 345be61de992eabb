"""What `--online` sets up: an extraction whose documents are linked online as well, and what the run tells of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from kg.cli.decisions import existing_decisions
from kg.cli.report import plural

if TYPE_CHECKING:
    from kg.link.online import OnlineLinker
    from kg.ontology import Ontology
    from kg.pipeline import Extraction, Linking
    from kg.wikidata import WikidataSettings

_TIMEOUT, _ATTEMPTS, _LONGEST_WAIT = 20.0, 3, 60.0
"""A run of articles waits less patiently than the building of a gazetteer: its offline links are there already."""


class Online:
    """Online linking of one run. Without `--online` it changes nothing and tells nothing."""

    def __init__(
        self,
        *,
        online: bool,
        contact: str | None,
        api_url: str | None,
        reconcile: str | None,
        ontology: Ontology,
        gazetteer: tuple[Path, ...],
        decisions: Path | None,
    ) -> None:
        """Check the settings at once: a run without a contact must not begin.

        Raises:
            WikidataError: there is no contact, or an address is none.
        """
        self._linker: OnlineLinker | None = None
        self._make: Callable[[], OnlineLinker] | None = None
        self._decided: Callable[[Linking], Linking]
        if not online:
            return
        if reconcile and not re.fullmatch(r"https?://\S+", reconcile):
            raise click.BadParameter(f"{reconcile!r} is no http or https address", param_hint="--reconcile")
        from kg.wikidata import WikidataSettings  # noqa: PLC0415 - --help answers at once

        settings = WikidataSettings.from_environment(
            contact=contact, api_url=api_url, timeout=_TIMEOUT, attempts=_ATTEMPTS, longest_wait=_LONGEST_WAIT
        )
        self._make = lambda: _linker(settings, reconcile, ontology, gazetteer)
        self._decided = lambda linker: _decided(linker, decisions, ontology, gazetteer)

    def around(self, load: Callable[[], Extraction]) -> Callable[[], Extraction]:
        """What loads the same extraction with online linking after it."""
        make = self._make
        if make is None:
            return load

        def enriched() -> Extraction:
            from kg.pipeline import Enriched  # noqa: PLC0415

            self._linker = make()
            return Enriched(extraction=load(), linker=self._decided(self._linker))

        return enriched

    def summary(self) -> str:
        """What came of it, for the run's report; empty where nothing was asked."""
        if self._linker is None:
            return ""
        tally = self._linker.tally
        end = "; it stopped early, the offline links stand" if tally.failed else ""
        return f"online: {plural(tally.asked, 'name')} looked up, {tally.linked:,} linked{end}"


def _linker(settings: WikidataSettings, reconcile: str | None, ontology: Ontology, gazetteer: tuple[Path, ...]) -> OnlineLinker:
    from kg.gazetteer import Gazetteer  # noqa: PLC0415
    from kg.gazetteer.territories import country_codes  # noqa: PLC0415
    from kg.link.gate import Gate  # noqa: PLC0415
    from kg.link.online import OnlineLinker  # noqa: PLC0415
    from kg.link.reconciler import Reconciler  # noqa: PLC0415
    from kg.wikidata import Wikidata  # noqa: PLC0415
    from kg.wikidata.classes import ClassList  # noqa: PLC0415

    wikidata = Wikidata(settings)
    click.get_current_context().call_on_close(wikidata.close)
    proposals = None
    if reconcile:
        proposals = Reconciler(reconcile, settings)
        click.get_current_context().call_on_close(proposals.close)
    return OnlineLinker(
        Gazetteer.load(gazetteer),
        ontology,
        lookup=wikidata,
        gate=Gate(ClassList.load(ontology, gate=True), ontology, wikidata),
        countries=country_codes(),
        proposals=proposals,
        tell=lambda message: click.echo(message, err=True),
    )


def _decided(linker: Linking, decisions: Path | None, ontology: Ontology, gazetteer: tuple[Path, ...]) -> Linking:
    """The linker under people's decisions, which win over what is found online as well."""
    file = existing_decisions(decisions)
    if file is None:
        return linker
    from kg.gazetteer import Gazetteer  # noqa: PLC0415
    from kg.link.decided import DecidedLinker  # noqa: PLC0415
    from kg.link.decisions import Decisions  # noqa: PLC0415
    from kg.link.making import facts_about  # noqa: PLC0415

    names = Gazetteer.load(gazetteer)
    return DecidedLinker(linker, Decisions.read(file), ontology, lambda qid: facts_about(qid, names))
