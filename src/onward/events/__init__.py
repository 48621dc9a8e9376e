"""The hinge: whatever comes in becomes these event tables; whatever is decided is decided from them."""
