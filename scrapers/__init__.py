"""What is out there: the one guarded web client, posts by platform, articles and the leads in them."""
