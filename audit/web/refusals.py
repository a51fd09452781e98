"""Why a request is refused because of whom it comes from, each with the sentence a person reads."""

from audit.errors import N_, AuditError

# Where somebody signs in.
SIGN_IN = "/sign-in"


class NotSignedInError(AuditError):
    """Nobody has signed in, or not any more."""

    sentence = N_(
        "You are not signed in, or not any more. Nothing was saved yet. What you typed is still here: sign in in "
        "another window, then come back to this one and send it again."
    )


class NotAllowedError(AuditError):
    """Somebody has signed in, and has no right to this."""

    sentence = N_(
        "Your place here does not include this. Nothing was changed. "
        "A manager of your organisation, or whoever runs this, can give you the right to it."
    )


class SecondFactorFirstError(AuditError):
    """Whoever holds an office needs a second factor before anything else."""

    sentence = N_(
        "Set up the second factor first: whoever has a task beyond one organisation needs one. Nothing was changed."
    )
