"""Events and a day become facts: one answer each about one patient, with the events they came from."""
