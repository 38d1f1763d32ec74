"""Musyawarah: people argue by side, take the temperature of a proposal, and conclude in three lists."""
