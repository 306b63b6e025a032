"""When it happens: the pipeline as plain functions, the same steps as Prefect flows, and the command."""
