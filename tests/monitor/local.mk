# monitor: reports for Nagios, Prometheus and pipelines, each read by what it is for
TESTS += tests/monitor/run
test_folders += monitor
