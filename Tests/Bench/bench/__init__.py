"""What `make bench` runs: this program beside others of its kind, against the same local servers, in one table."""
