"""velferd: the Python around dbt. It moves files, runs tools and draws; SQL does the statistics."""
