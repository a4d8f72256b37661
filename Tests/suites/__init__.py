"""The test runner behind `Tests/run`: builds and suites, their dependencies, and their report."""
