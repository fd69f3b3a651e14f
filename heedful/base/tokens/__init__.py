"""Access for programs: who let one in, to what, and until when."""
