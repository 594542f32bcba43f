"""What every ticket in Markdown has to be, whatever it is about."""

COLUMNS = 80


def lines_of(text):
    """(number, line, does it stand in a block of a command?)"""
    command = False
    for number, line in enumerate(text.split("\n"), 1):
        if line.strip() == "```":
            command = False
        yield number, line, command
        if line.strip() in ("```sh", "```powershell", "```zone"):
            command = True


def faults(text):
    """It is pasted: ASCII, no blank at the end of a line, and no line wider than 80 columns but a command,
    which is to be copied whole."""
    for number, line, command in lines_of(text):
        if not line.isascii() or any(ord(c) < 32 or ord(c) == 127 for c in line):
            yield f"line {number} holds what is not printable ASCII"
        if len(line) > COLUMNS and not command:
            yield f"line {number} is wider than {COLUMNS} columns"
        if line != line.rstrip():
            yield f"line {number} ends in a blank"
