/* recommended.h - the settings that were seen to work, for the programs that are to send */
#ifndef SMTPSCOPE_INTERPRET_RECOMMENDED_H
#define SMTPSCOPE_INTERPRET_RECOMMENDED_H

#include "record/record.h"

enum login_proof {
	LOGIN_SEEN,	  /* one passed */
	LOGIN_NOT_TESTED, /* none was tried here */
	LOGIN_NOT_NEEDED, /* sender and recipient were taken without one */
};
extern const char *const login_proof_names[];

/* How a user's name looks: providers differ in what they take. */
enum user_form { USER_ADDRESS, USER_DOWN_LEVEL, USER_NAME };
extern const char *const user_form_names[];

/* One way of sending that was seen to work, and nothing that was not. */
struct recommended {
	struct item item;
	const char *host; /* the name that the certificate was verified for, or the address */
	int port;
	enum tls_mode mode;
	const char *tls_version; /* that was agreed on */
	enum login_proof login;
	const char *mechanism, *user; /* of the login; NULL: none was seen */
	int user_form;		      /* enum user_form, -1: there is no user */
	const char *from;	      /* sender that was accepted, or NULL */
	const char *ca_file;	      /* whose CAs vouch for the certificate; NULL: the system's */
	const char *ehlo;	      /* the name that the user gave for EHLO; NULL: none */
	/* of struct string_item: mechanisms that may stand in for that one. --auth all has tried
	 * some: who was refused is in neither list. */
	struct list accepted, offered;
};

#endif
