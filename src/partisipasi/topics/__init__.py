"""Topics and agencies: what policy is about, and who owns drafts and services."""
