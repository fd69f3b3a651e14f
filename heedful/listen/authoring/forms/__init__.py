"""What is asked about surveys."""
