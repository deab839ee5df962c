"""The command line as a program: python -m churn."""

from churn.cli.main import cli, main

__all__ = ["cli", "main"]

if __name__ == "__main__":
    main()
