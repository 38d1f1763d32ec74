"""The life of a thread of the forum: one module per verb. Each writes the thread's stream and the record."""
