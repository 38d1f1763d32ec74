"""Delivers what people are told: mails of notices, links and receipts."""
