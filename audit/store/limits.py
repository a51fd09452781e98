"""How long a text may be. The tables of the first release hold the same numbers as CHECKs (``schema``).

Our choice (decision 5): generous for a title, a role or a note, far too short for a case file.
"""

from audit.core.answersfile import LONGEST_NAME, LONGEST_TEXT, LONGEST_TITLE, MOST_DOCUMENTS

NAME = LONGEST_NAME
SHORT_TEXT = LONGEST_TITLE
LONG_TEXT = LONGEST_TEXT
DOCUMENTS = MOST_DOCUMENTS
