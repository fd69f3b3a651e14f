"""Pages on which surveys are made and handed out."""
