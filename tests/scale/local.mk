# scale: the recipes of contrib/, each run
TESTS += tests/scale/slurm tests/scale/parallel tests/scale/ansible tests/scale/kubernetes
EXTRA_DIST += tests/support/npm.py

test_folders += scale
