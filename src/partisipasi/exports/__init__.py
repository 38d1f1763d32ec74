"""Files that people take away: tables that open in any spreadsheet and are written while they are read."""
