"""The addresses at which a signed audit answers that it does not change any more, before anything is read or saved.

The store and the database refuse the change in any case; here it is said even where nothing would have changed, and
no form is shown that would be refused.
"""

from flask import request

from audit.core.programme import Audit
from audit.errors import AuditError
from audit.store.errors import SignedAuditError, SignedStaysError

LOCKED: dict[str, type[AuditError]] = {
    "questionnaire.save_domain": SignedAuditError,
    "questionnaire.save_answer": SignedAuditError,
    "questionnaire.check": SignedAuditError,
    "questionnaire.complete": SignedAuditError,
    "exchange.upload": SignedAuditError,
    "exchange.preview": SignedAuditError,
    "exchange.confirm": SignedAuditError,
    "documents.new": SignedAuditError,
    "documents.add": SignedAuditError,
    "team.set_owners": SignedAuditError,
    "team.set_find_out": SignedAuditError,
    "comments.write": SignedAuditError,
    "comments.settle": SignedAuditError,
    "comments.remove": SignedAuditError,
    "programmes.mark_test": SignedAuditError,
    "programmes.ask_delete": SignedStaysError,
    "programmes.delete_audit": SignedStaysError,
}


def refuse(audit: Audit) -> None:
    """Refuse what the request asks of an audit, where it is signed and the address would change it.

    Raises:
        SignedAuditError: it is, and would.
    """
    error = LOCKED.get(request.endpoint or "")
    if error is not None and audit.is_signed:
        raise error
