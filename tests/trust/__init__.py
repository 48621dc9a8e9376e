"""What Onward is trusted for, measured: ``python -m tests.trust`` writes the table, the tests here keep it true."""
