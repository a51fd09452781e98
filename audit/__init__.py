"""Self-Audit: a perpetrator programme checks itself honestly against the guidelines of its network.

A guideline is data (``standards/``). ``library`` reads it, ``core`` knows the rules, ``store`` keeps
answers, ``render`` draws charts and paper, ``web`` and ``cli`` are how people reach it. Knowledge flows
one way; nothing knows what stands to the right of it: standards, library, core, store and render, web and cli.
"""

__version__ = "0.1.0"
