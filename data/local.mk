# Knowledge: embedded in the program at build time.
