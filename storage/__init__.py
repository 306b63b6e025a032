"""What is remembered: records, the chain of events, the SQLite store and the vault of original bytes."""
