"""The starter judges: their data, made from files that are read and never shipped, and what they are held against."""
