"""What `Tests/run` runs: builds and suites, which of them need each other, and what is said of them."""
