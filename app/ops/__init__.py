"""Running the service: health and logging."""
