"""The colours of the pictures. They are the tokens of ``static/audit.css``; tests/render/test_palette.py holds it so.

Ink on white, one hue in four even steps of lightness for levels 0 to 3, and one red that is kept for red
lines and never stands without its words (design section 10).
"""

INK = "#1a2426"
INK_SOFT = "#4b5759"
WHITE = "#ffffff"
RULE = "#d9d5cd"
TEAL = "#006060"
RED = "#b00d27"

LEVELS = ("#d9f1f0", "#70bcbb", "#208181", "#004646")
ON_LEVELS = (INK, INK, WHITE, WHITE)
LEVEL_EDGE = "#004646"

# The name each colour bears in static/audit.css, without its two dashes.
TOKENS = {
    "ink": INK,
    "ink-soft": INK_SOFT,
    "white": WHITE,
    "rule": RULE,
    "teal": TEAL,
    "red": RED,
    "level-edge": LEVEL_EDGE,
    **{f"level-{level}": colour for level, colour in enumerate(LEVELS)},
    **{f"on-level-{level}": colour for level, colour in enumerate(ON_LEVELS)},
}
