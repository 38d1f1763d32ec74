"""What every page shares: layout, forms, session, guards, errors, assets, cache, templating."""
