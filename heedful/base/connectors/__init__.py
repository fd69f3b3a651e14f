"""One folder for each outside network; accounts there, what is sent, what comes in."""
