"""Requests that the server makes itself, for SERVICE and LOAD, to what its operator has listed and to nobody else."""
