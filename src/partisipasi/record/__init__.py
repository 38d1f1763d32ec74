"""The log of every act that matters, chained by hash: evidence that nothing was changed afterwards."""
