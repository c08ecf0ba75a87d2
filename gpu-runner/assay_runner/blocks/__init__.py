"""Shared building blocks of the recipes: plain functions over transformers and torch; a block never imports a task."""
