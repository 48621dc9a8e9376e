"""What writes the generated documentation. Run from the top of the repository; nothing here is installed."""
