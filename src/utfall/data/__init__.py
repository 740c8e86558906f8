"""Files of a data folder, read and checked."""
