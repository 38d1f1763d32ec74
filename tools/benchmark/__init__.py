"""The benchmark: a seeded database, pages measured against bare handlers in one run, figures as ratios."""
