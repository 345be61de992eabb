"""The exception tree: everything that a user can cause derives from `DatelineError`.

A message names the input, the rule that it breaks and the way out, in one line:
``articles/a.html: no text found (the page has no paragraphs); give a text file instead``.
What is passed over on purpose is no error but a value: `kg.model.Skipped`.
"""


class DatelineError(Exception):
    """Something that the user can mend; its text is one clear line. `exit_code` is what the command ends with."""

    exit_code = 1


class InputError(DatelineError):
    """An article, file, URL or date cannot be read as what it is said to be."""


class OntologyError(DatelineError):
    """An ontology file is broken, or a name is not in the ontology."""


class ModelError(DatelineError):
    """The language model that extraction needs is not installed or not usable."""


class GazetteerError(DatelineError):
    """A gazetteer file is broken."""


class StoreError(DatelineError):
    """A dataset cannot be opened, read or written."""


class StoreBusyError(StoreError):
    """Another process holds the dataset open for writing."""


class QueryError(DatelineError):
    """A SPARQL query is broken or unknown, or a parameter of it is missing or wrong."""


class ExportError(DatelineError):
    """A dataset cannot be written in the form asked for."""


class ValidationError(DatelineError):
    """The data do not conform to the shapes; the text counts the violations."""


class WikidataError(DatelineError):
    """Wikidata cannot be asked (no contact is set, no connection), or does not answer; what was known before stays as it is."""


class QueryTimeoutError(WikidataError):
    """The query service stopped a query that took too long; asking the same again would not help, asking for less may."""


class DecisionError(DatelineError):
    """A file of decisions about links is broken or cannot be written, or a decision is about nothing that is there."""
