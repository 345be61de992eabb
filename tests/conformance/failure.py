"""Why a test does not pass."""


class FailureError(AssertionError):
    """The server does something else than the W3C expects."""


class RefusedError(Exception):
    """The server will not do what the test asks, on purpose: SERVICE and LOAD would make it call other servers."""
