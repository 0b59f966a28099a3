"""Lower bounds: the four named marts by other means, from the same deliveries. Each is a program of its own."""
