"""The routes, a file a subject. Each names who may ask for it; the matrix of the tests is made from that table."""
