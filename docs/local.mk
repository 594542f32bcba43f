# Manual pages and design notes.
dist_man_MANS += docs/smtpscope.1 docs/smtpscope-catalogue.5
EXTRA_DIST += docs/DESIGN.md docs/performance.md docs/scale.md docs/img/report-desktop-light.png \
	docs/img/report-desktop-dark.png docs/img/report-phone.png
