"""What became of what people said: the results of a draft, its issues, the trace of one contribution, one's own."""
