# Manual pages and design notes.
dist_man_MANS += docs/smtpscope.1 docs/smtpscope-catalogue.5
EXTRA_DIST += docs/DESIGN.md docs/performance.md
