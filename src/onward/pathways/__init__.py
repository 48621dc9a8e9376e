"""Facts and rules become findings: every rule's answer for one patient, with its proof."""
