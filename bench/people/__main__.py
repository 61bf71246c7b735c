"""``python -m bench.people 20000 --out FOLDER``: writes a set of made-up people."""

from __future__ import annotations

import argparse
from pathlib import Path

from bench.people.files import write_set


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.people", description=__doc__)
    parser.add_argument("people", type=int, help="records on either side")
    parser.add_argument("--out", type=Path, required=True, help="an existing folder")
    parser.add_argument("--name", default="people", help="what the file names begin with")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    write_set(asked.out, asked.name, people=asked.people, seed=asked.seed)


if __name__ == "__main__":
    main()
