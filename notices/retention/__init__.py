"""What is kept of a notice that is over, and for how long: holds, batches, erasing."""
