"""How a run can end early: each class is one decision of the worker."""


class Cancelled(Exception):
    """The run was asked to stop."""


class Fatal(Exception):
    """Trying again would fail again; the message says what to change."""


class Retryable(Exception):
    """The same run may succeed later or elsewhere."""
