"""Whether data keep the rules: `ontology/shapes.ttl` (SHACL), and what SHACL Core cannot say."""

from kg.validate.report import Report, Violation
from kg.validate.validate import validate, validate_quads

__all__ = ["Report", "Violation", "validate", "validate_quads"]
