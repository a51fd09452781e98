#!/bin/sh
# Cuts the web subsets from the four TTF files beside this folder.
# Needs fonttools and brotli (PyPI). Run from static/vendor/noto: sh build/subset.sh
# The ranges repeat the unicode-range lines in static/audit.css.
set -eu
latin='U+0000-00FF,U+0131,U+0152-0153,U+02BB-02BC,U+02C6,U+02DA,U+02DC,U+2000-206F,U+20AC,U+2122,U+2190-2193,U+2212,U+2215,U+2260,U+2264-2265,U+25A0-25CF,U+FEFF,U+FFFD'
latin_ext='U+0100-0130,U+0132-0151,U+0154-024F,U+02B0-02BA,U+02BD-02C5,U+02C7-02CC,U+02CE-02D7,U+02DD-036F,U+1E00-1EFF,U+20A0-20AB,U+20AD-20C0,U+2113'
greek='U+0370-03FF,U+1F00-1FFF'
cyrillic='U+0400-052F,U+1C80-1C88,U+2116,U+2DE0-2DFF,U+A640-A69F'
georgian='U+10A0-10FF,U+1C90-1CBF,U+2D00-2D2F'
cut() { # file, ranges, name
    pyftsubset "$1" --unicodes="$2" --layout-features='*' --no-hinting \
        --flavor=woff2 --output-file="web/$3.woff2"
}
mkdir -p web
for weight in Regular Bold; do
    lower=$(echo "$weight" | tr '[:upper:]' '[:lower:]')
    cut "NotoSans-$weight.ttf" "$latin" "noto-sans-latin-$lower"
    cut "NotoSans-$weight.ttf" "$latin_ext" "noto-sans-latin-ext-$lower"
    cut "NotoSans-$weight.ttf" "$greek" "noto-sans-greek-$lower"
    cut "NotoSans-$weight.ttf" "$cyrillic" "noto-sans-cyrillic-$lower"
    cut "NotoSansGeorgian-$weight.ttf" "$georgian" "noto-sans-georgian-$lower"
done
