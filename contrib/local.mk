# Recipes for more than one machine; docs/scale.md explains them.
EXTRA_DIST += contrib/slurm/sweep.sbatch contrib/parallel/sweep contrib/ansible/sites.yml \
	contrib/ansible/inventory.ini contrib/kubernetes/sweep.yaml contrib/kubernetes/Containerfile
