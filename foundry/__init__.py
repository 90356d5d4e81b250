"""Teaching labwright: ways in which people ask, and what is learnt from them."""
