/* injection.h - inside this room: the command that a server must forget when TLS begins */
#ifndef SMTPSCOPE_PROBE_INJECTION_H
#define SMTPSCOPE_PROBE_INJECTION_H

/* Said behind STARTTLS in the same write. It changes nothing wherever it is obeyed. */
#define INJECTED_COMMAND "NOOP"

#endif
