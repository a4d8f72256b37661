"""What the tests need around the program: its surroundings, servers and clients."""
