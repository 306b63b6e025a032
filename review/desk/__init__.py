"""The desk: a small web application on loopback in which people look at cases and decide them."""
