# Shells ask the installed program for what it completes: nothing is run while it is built, which may
# be for another machine.
dist_bashcompletion_DATA = completions/bash/smtpscope
dist_zshcompletion_DATA = completions/zsh/_smtpscope
dist_fishcompletion_DATA = completions/fish/smtpscope.fish
