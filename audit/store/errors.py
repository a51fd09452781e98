"""What can go wrong when something is kept or looked up, each with the sentence a person reads."""

from collections.abc import Mapping

from audit.core.assessment import Found
from audit.core.people import Account
from audit.core.plan import SavedAction
from audit.core.programme import Organisation, Programme, StoredAnswer
from audit.errors import N_, AuditError


class NotFoundError(AuditError):
    """Nothing of that id is here; another organisation's id answers exactly the same."""

    sentence = N_("This was not found. It may have been deleted.")


class StaleAnswerError(AuditError):
    """Somebody saved this answer meanwhile. ``theirs`` is what lies in the store now."""

    sentence = N_("Somebody else changed this answer meanwhile. Nothing was saved. Look at both and choose.")

    def __init__(self, criterion: str, theirs: StoredAnswer) -> None:
        """Keep the criterion and the answer that is stored."""
        super().__init__()
        self.criterion = criterion
        self.theirs = theirs


class StaleAnswersError(AuditError):
    """Somebody saved some of these answers meanwhile. ``theirs`` holds each that is stored, by criterion."""

    sentence = N_("Somebody else changed some of these answers meanwhile. Nothing was saved. Look at both and choose.")

    def __init__(self, theirs: Mapping[str, StoredAnswer]) -> None:
        """Keep every stored answer that stands against what was to be saved."""
        super().__init__()
        self.theirs = dict(theirs)


class StaleActionError(AuditError):
    """Somebody saved this action meanwhile. ``theirs`` is what is stored; ``None`` if it was removed."""

    sentence = N_("Somebody else changed this action meanwhile. Nothing was saved. Look at both and choose.")

    def __init__(self, theirs: SavedAction | None) -> None:
        """Keep the action that is stored."""
        super().__init__()
        self.theirs = theirs


class StaleProgrammeError(AuditError):
    """Somebody saved this programme meanwhile. ``theirs`` is what lies in the store now."""

    sentence = N_("Somebody else changed this programme meanwhile. Nothing was saved. Look at both and choose.")

    def __init__(self, theirs: Programme) -> None:
        """Keep the programme that is stored."""
        super().__init__()
        self.theirs = theirs


class StaleTeamError(AuditError):
    """Somebody else said meanwhile who looks after something."""

    sentence = N_("Somebody else changed meanwhile who looks after this. Nothing was saved. Look again and choose.")


class NotAuthorError(AuditError):
    """Somebody else wrote the comment that was to be deleted."""

    sentence = N_("Only whoever wrote a comment can delete it. Nothing was changed. You can call it settled.")


class NotInTeamError(AuditError):
    """Somebody has no place in the organisation any more in which to answer."""

    sentence = N_(
        "One of these people has left the organisation meanwhile, or may only read. Nothing was saved. Choose somebody "
        "else."
    )


class StaleDocumentError(AuditError):
    """Somebody else changed meanwhile what is known of a document."""

    sentence = N_("Somebody else changed this document meanwhile. Nothing was saved. Look again, then save once more.")


class StaleOrganisationError(AuditError):
    """Somebody saved this organisation meanwhile. ``theirs`` is what lies in the store now."""

    sentence = N_("Somebody else changed this organisation meanwhile. Nothing was saved. Look at both and choose.")

    def __init__(self, theirs: Organisation) -> None:
        """Keep the organisation that is stored."""
        super().__init__()
        self.theirs = theirs


class StaleNetworkError(AuditError):
    """Somebody gave the network another name meanwhile."""

    sentence = N_("Somebody renamed the network meanwhile. Nothing was changed. Look at its name now, then save again.")


class StaleAccountError(AuditError):
    """Somebody changed this account meanwhile. ``theirs`` is what lies in the store now."""

    sentence = N_(
        "This account was changed meanwhile. Nothing was saved. Look at what stands there now, then save again."
    )

    def __init__(self, theirs: Account) -> None:
        """Keep the account that is stored."""
        super().__init__()
        self.theirs = theirs


class StaleFindingError(AuditError):
    """Another assessor recorded something of this criterion meanwhile. ``theirs`` is what lies in the store now."""

    sentence = N_("Another finding was saved meanwhile. Nothing was saved. Look at both and choose.")

    def __init__(self, criterion: str, theirs: Found | None) -> None:
        """Keep the criterion and the finding that is stored."""
        super().__init__()
        self.criterion = criterion
        self.theirs = theirs


class NotAnAssessorError(AuditError):
    """Somebody was to be invited who may not assess this organisation."""

    sentence = N_(
        "This person cannot be invited: only assessors of the network who have no place in your organisation can. "
        "Nothing was changed."
    )


class ProgrammeArchivedError(AuditError):
    """Something new was to begin in a programme that is archived."""

    sentence = N_("This programme is archived, so nothing new begins in it. Nothing was changed. Take it back first.")


class NoMergeError(AuditError):
    """Two programmes cannot be made one."""

    sentence = N_(
        "These two cannot be made one: choose another programme of your organisation that is not archived. "
        "Nothing was changed."
    )


class EmailTakenError(AuditError):
    """Another account has this e-mail address."""

    sentence = N_("Another account uses this e-mail address. Nothing was saved. Give another address.")


class LastOperatorError(AuditError):
    """Without this account nobody could keep the instance running."""

    sentence = N_(
        "This is the only operator of this installation. Nothing was changed. Make somebody else operator first."
    )


class LastManagerError(AuditError):
    """Without this account nobody could manage an organisation."""

    sentence = N_("This is the only manager of “%(name)s”. Nothing was changed. Make somebody else manager first.")


class AlreadyMemberError(AuditError):
    """The account has a place in the organisation already."""

    sentence = N_(
        "This person is in the organisation already. Nothing was changed. Change the role there if it is to be another."
    )


class AlreadySetUpError(AuditError):
    """The first start has been done."""

    sentence = N_("This Self-Audit has been set up already. Nothing was changed. Sign in.")


class NoSecondFactorError(AuditError):
    """The account has no second factor."""

    sentence = N_("This account has no second factor. Nothing was changed.")


class SecondFactorOnError(AuditError):
    """The account has a second factor already."""

    sentence = N_(
        "This account has a second factor already. Nothing was changed. Switch it off first to use another device."
    )


class NothingToUndoError(AuditError):
    """This answer was never changed."""

    sentence = N_("There is no change of this answer to undo.")


class UnstorableTextError(AuditError):
    """A text holds a NUL or half a character, or a number is too large for a database."""

    sentence = N_("This text holds characters that cannot be kept. Remove them and save again. Nothing was saved.")


class TextTooLongError(AuditError):
    """The title of a document is too long to be one."""

    sentence = N_("The title of a document may have %(most)s characters. Shorten it and save again.")


class TooManyDocumentsError(AuditError):
    """More documents beside one answer than can be kept."""

    sentence = N_("One answer can hold %(most)s documents. Remove some and save again.")


class VoiceThereError(AuditError):
    """A service has been asked for its second voice already."""

    sentence = N_(
        "A service has been asked for its second voice already. Nothing was sent. Take that invitation back first to "
        "ask another one."
    )


class VoiceGivenError(AuditError):
    """The invitation of a second voice that was given was to be taken back."""

    sentence = N_(
        "A second voice was given. Only the service can withdraw it, until the audit is signed. Nothing was changed."
    )


class StaleVoiceError(AuditError):
    """A second voice was changed in another window."""

    sentence = N_("Your answers were changed in another window meanwhile. Nothing was saved. Look at them and go on.")


class StoreRefusedError(AuditError):
    """A rule of the database does not allow this. ``rule`` is its name, for the people who look after it."""

    sentence = N_("This cannot be kept as it is. Nothing was saved. (Rule of the database: %(rule)s)")


class SignedAuditError(AuditError):
    """An audit is signed off: its answers are locked."""

    sentence = N_(
        "This audit is signed off and does not change any more. Nothing was saved. To correct it, start an amendment "
        "from it."
    )


class SignedStaysError(SignedAuditError):
    """A signed audit was to be deleted."""

    sentence = N_(
        "This audit is signed off: it stays until everything of the organisation is erased. Nothing was deleted. "
        "You can archive its programme instead."
    )


class NotReadyError(AuditError):
    """An audit that nobody marked as ready was to be signed."""

    sentence = N_("This audit is a draft: somebody changed it, or nobody marked it as ready. Nothing was signed.")


class NotSignedError(AuditError):
    """A paper or an addendum of an audit was asked for that nobody has signed."""

    sentence = N_("Nobody has signed this audit off yet, so it has no signed edition. Nothing was changed.")


class TrialError(AuditError):
    """A trial run was to be marked as ready or signed."""

    sentence = N_("A trial run cannot be signed. Nothing was changed. Say first that this audit counts.")


class ClockSetBackError(AuditError):
    """The clock tells a time before what was done last."""

    sentence = N_(
        "The clock of this machine stands before the last change that was written down. Nothing was signed. "
        "Ask whoever runs this to set the clock, then try again."
    )


class WrongEditionError(AuditError):
    """An audit names another edition than the one it is made with."""

    sentence = N_("The audit and the edition do not belong together. Nothing was saved.")


class StoreUnavailableError(AuditError):
    """The base of everything that keeps the database file from serving. Never raised itself."""


class StoreBusyError(StoreUnavailableError):
    """Somebody else held the database for longer than we wait."""

    sentence = N_("The database is busy. Nothing was saved. Try again in a moment.")


class StoreFullError(StoreUnavailableError):
    """There is no room on the disk."""

    sentence = N_("The disk is full. Nothing was saved. Make room on the disk, then save again.")


class StoreDiskError(StoreUnavailableError):
    """The disk did not take or give what was asked."""

    sentence = N_("The disk did not answer as it should. Nothing was saved. Check the disk, then try again.")


class StoreUnwritableError(StoreUnavailableError):
    """The folder or the file may not be opened or written."""

    sentence = N_("“%(name)s” cannot be opened or written. Allow this program to write there, or name another folder.")


class StoreMissingError(StoreUnavailableError):
    """The database file has gone since the start."""

    sentence = N_("The database “%(name)s” is no longer there. Nothing was saved. Put it back or restore a backup.")


class StoreDamagedError(StoreUnavailableError):
    """The file is not whole."""

    sentence = N_("The database “%(name)s” is damaged. Nothing was saved. Restore the last backup.")


class NotADatabaseError(StoreDamagedError):
    """The file is something else."""

    sentence = N_("“%(name)s” is not a database. Nothing was changed in it. Restore a backup or name another folder.")


class EditionChangedError(StoreDamagedError):
    """The content of an edition is not the one its hash names."""

    sentence = N_("The criteria kept under %(name)s are no longer those of the audit. Restore the last backup.")


class ProtectionMissingError(StoreDamagedError):
    """Rules that keep answers from being lost are missing from the database, or are not ours."""

    sentence = N_("The database has lost rules that protect answers (%(name)s). Restore the last backup.")


class WeakenedTablesError(StoreDamagedError):
    """Tables of a database are not as its migrations made them."""

    sentence = N_(
        "The tables of “%(name)s” are not as Self-Audit makes them (%(tables)s): rules that protect answers are "
        "missing or changed. Nothing was replaced. Use another backup."
    )


class NewerDatabaseError(AuditError):
    """The database was written by a later release of this program."""

    sentence = N_("“%(name)s” was written by a newer Self-Audit than this one. Install the newer one to open it.")


class AnotherProgramError(AuditError):
    """The database belongs to another program."""

    sentence = N_("“%(name)s” is a database of another program. It was left as it is. Name another folder or file.")


class NotABackupError(AuditError):
    """The file to restore from is missing."""

    sentence = N_("There is no file “%(name)s” to restore from.")


class SameFileError(AuditError):
    """The backup and the database are the same file."""

    sentence = N_("“%(name)s” is the database itself. Name another file.")


class StoreInUseError(AuditError):
    """The database to replace is still open elsewhere."""

    sentence = N_("“%(name)s” is in use. Stop Self-Audit first, then restore.")


class CopyFailedError(AuditError):
    """A copy does not hold what it should. It was thrown away."""

    sentence = N_("The copy “%(name)s” was not complete and was thrown away. Nothing was replaced. Try again.")
