"""Data-quality suites: at the gate, on what was delivered, and on the marts, before anyone reads them."""
