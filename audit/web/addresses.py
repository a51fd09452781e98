"""Addresses that a page needs many times, built once."""

from flask import url_for

from audit.web.opened import Opened


def domains(found: Opened) -> dict[str, str]:
    """Return where the questions of each domain are; a page leads to a hundred of them and builds eight addresses."""
    return {
        domain.id: url_for("questionnaire.domain", audit_id=found.audit.id, domain_id=domain.id)
        for domain in found.standard.domains
    }
