"""The stage: a made-up station, a post cut from it, and the sites that show the post, all on this machine."""
