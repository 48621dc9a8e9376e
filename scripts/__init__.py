"""What writes the generated part of the documentation. Run from the top of the repository; nothing here is installed."""
