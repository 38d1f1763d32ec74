"""`python -m partisipasi` is the command `partisipasi`."""

from partisipasi.cli import main

if __name__ == "__main__":
    main()
