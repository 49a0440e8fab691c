"""What the tables say, as intervals in amount, time and membership; worked out once for a dataset."""
