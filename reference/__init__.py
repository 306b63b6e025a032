"""What is known beforehand: stations, time, and the errors that all rooms raise. Imports nothing above it."""
