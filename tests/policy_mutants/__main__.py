"""Print how every mutant ended: ``python -m tests.policy_mutants``."""

from __future__ import annotations

from tests.policy_mutants.mutants import judge, mutants, some_at_a_time


def main() -> None:
    books = some_at_a_time()
    judged = [judge(about, policy, books) for about, policy in mutants()]
    for each in judged:
        print(f"{'killed by ' + repr(each.killed_by) if each.killed_by else 'SURVIVED':<70}  {each.about}")  # noqa: T201
    killed = sum(each.killed_by is not None for each in judged)
    print(f"{killed} of {len(judged)} killed")  # noqa: T201


if __name__ == "__main__":
    main()
