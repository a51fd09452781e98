"""How long a text may be. The tables of the first release hold the same numbers as CHECKs (``schema``).

Our choice: generous for a title, a role or a note, far too short for a case file.
"""

NAME = 200
SHORT_TEXT = 300
LONG_TEXT = 5000
DOCUMENTS = 50
