"""Labels, number formats and sentences: page, command line and report say the same thing in the same words."""
