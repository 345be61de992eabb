"""The reconciliation service at ``/reconcile`` (W3C Entity Reconciliation Community Group, API 0.2), as OpenRefine speaks it."""

from server.reconciliation.routes import blueprint

__all__ = ["blueprint"]
