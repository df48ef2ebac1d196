"""`python -m notices` is the same as the command `notices`."""

from .cli import main

main()
