"""The bodies of HTTP. pydantic is here, in service.mcp.schemas and in the settings, nowhere else."""
