"""What attackers need: the visitor of the pages, the home of the command line, and a page sent back as it was shown."""

from tests.cli.conftest import answers, file, home  # noqa: F401 - pytest finds fixtures by these names
from tests.web.conftest import (  # noqa: F401 - pytest finds fixtures by these names
    _standard_is_read,
    again,
    app,
    audit,
    client,
    clock,
    page,
    post,
    programme,
    settings,
    start,
    store,
)
