"""Outside files become checked values here, and nowhere else."""
