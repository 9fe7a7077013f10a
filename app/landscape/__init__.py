"""The landscape: who does what, for whom, with which instruments, and who sends whom where."""
