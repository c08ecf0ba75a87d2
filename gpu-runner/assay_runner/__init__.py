"""Assay's GPU runner: leases jobs from the platform and runs recipes, each a published self-improvement method."""

__version__ = "0.1.0"
