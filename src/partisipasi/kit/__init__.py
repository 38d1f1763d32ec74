"""The ground floor: what any room may stand on, and what knows no room."""
