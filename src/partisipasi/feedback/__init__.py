"""The loop: points, issues, decisions, changes, the gate, releases, notices, and publishing a version."""
