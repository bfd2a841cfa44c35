"""Rankings, answers and silence on the visible questions, by the command that anybody has: communique evaluate.

python benchmarks/evaluation.py

Held out: each question is answered by weights that were fitted without it. What was observed (for --compare) and the
report stay beside the ingested releases: they quote them.
"""

import json
import subprocess
import sys

from measuring import DATA, KEPT, need, open_releases, write_results


def main() -> None:
    with open_releases(DATA / "releases" / "state_dept.jsonl") as communique:
        settings = communique.settings
    written = {"--output": KEPT / "evaluation.json", "--report": KEPT / "evaluation.html"}
    questions = {
        "--questions": need(DATA / "questions" / "questions.jsonl"),
        "--conversations": need(DATA / "questions" / "conversations.jsonl"),
    }
    command = [sys.executable, "-m", "service.cli", "--data", str(settings.data), "evaluate", "--held-out", "--json"]
    command += [str(part) for option in (questions | written).items() for part in option]
    told = subprocess.run(command, stdout=subprocess.PIPE, check=True).stdout
    figures = json.loads(told)
    for name, figure in figures["all"].items():
        low, high = figure["interval"]
        print(f"{name:20}{figure['mean']:8.3f}  ({low:.3f} to {high:.3f})")
    for name, value in figures["confidence"].items():
        print(f"{name:20}{value:8.3f}")
    write_results("evaluation", {"reader": settings.reader} | figures)


if __name__ == "__main__":
    main()
