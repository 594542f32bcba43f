# fish asks the program itself, which knows its options
smtpscope completion fish 2>/dev/null | source
