/* style.h - data/report.css as part of the program, made by data/compile */
#ifndef SMTPSCOPE_REPORT_STYLE_H
#define SMTPSCOPE_REPORT_STYLE_H

extern const char report_style[];      /* the style sheet */
extern const char report_style_hash[]; /* "sha256-..." for a Content-Security-Policy (CSP 2, 5.5) */

#endif
