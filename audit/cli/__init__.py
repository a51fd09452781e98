"""The command line: everything the pages do with one audit, for files and for scripts (design section 16).

``main`` is what ``self-audit`` starts. A command's module is imported only when it is called, so that scoring a
file does not wait for a web server or for drawings.
"""

from audit.cli.tool import Tool

main = Tool()
