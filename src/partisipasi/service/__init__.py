"""How agencies serve people: their services, what people tell of them, what the agency did, whether it helped."""
