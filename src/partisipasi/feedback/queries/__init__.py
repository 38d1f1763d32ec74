"""Reading the answers, by noun. Who may see what is part of each query; what is hidden is not even selected."""
