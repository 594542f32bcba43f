libsmtpscope_a_SOURCES +=
