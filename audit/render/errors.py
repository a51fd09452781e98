"""What can go wrong on the way to paper, each with what still works."""

from audit.errors import N_, AuditError


class EngineMissingError(AuditError):
    """The engine that makes a paper is not on this machine."""

    sentence = N_(
        "This paper needs %(engine)s, which is not installed here. The page itself can be printed from the browser. "
        "“self-audit doctor” says what is missing."
    )


class EngineFailedError(AuditError):
    """An engine gave up, or gave something that is not a paper."""

    sentence = N_(
        "%(engine)s could not make this paper (%(detail)s). Nothing was changed. "
        "The page itself can be printed from the browser."
    )


class EngineTooSlowError(AuditError):
    """An engine was stopped because it took longer than it may."""

    sentence = N_(
        "%(engine)s took longer than %(seconds)s seconds and was stopped. Nothing was changed. "
        "The page itself can be printed from the browser."
    )


class PaperNotAccessibleError(AuditError):
    """A paper for others was checked for accessibility and did not pass, so it is not handed out."""

    sentence = N_(
        "The report was made, but it did not pass the check for accessibility (%(rules)s), so it is not handed out. "
        "The working copy can be used meanwhile."
    )
