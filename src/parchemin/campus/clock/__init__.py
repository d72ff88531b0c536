"""What falls due: tasks that wait for their moment, written with what makes them due, run once, in order."""
