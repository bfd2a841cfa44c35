"""The container as operators run it: built, read-only, without any right; asked, stopped, and measured.

python benchmarks/container.py                 # needs buildah, podman and a network to build with; minutes
python benchmarks/container.py @local.args     # options from a file, one a line

Where no registry of images is reached, make the image to start from of Debian's packages, and name it by --base:

    debootstrap --variant=minbase --include=ca-certificates,python3.11,python3.11-venv bookworm base
    ln -s python3.11 base/usr/bin/python
    container=$(buildah from scratch) && buildah copy $container base / && buildah commit $container python-base

crun refuses a machine with both versions of cgroups. Give it a view of its own, and --run=--cgroups=disabled:

    unshare --mount sh -c 'umount -R /sys/fs/cgroup && mount -t cgroup2 none /sys/fs/cgroup && exec "$0" "$@"' \\
        python benchmarks/container.py @local.args
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from measuring import ROOT, write_results
from survival import write_releases

IMAGE = VOLUME = "communique-measured"
QUESTION, QUOTE = "What did Motegi offer Cambodia?", "25 billion yen in yen loans"
PORT = "9000"  # given on the command line of `serve`, so that the health check has to find it
CONTEXT = ("pyproject.toml", ".constraints.txt", "README.md", "LICENSE", "communique.py", "Dockerfile", ".dockerignore")
# As deploy/ has it. The proxy leads nowhere: whoever obeys it gets no answer.
HARDENED = (
    *("--read-only", "--read-only-tmpfs=false", "--tmpfs=/tmp", "--cap-drop=ALL", "--security-opt=no-new-privileges"),
    "--env=HTTP_PROXY=http://127.0.0.1:9",
)
ARTICLE = (
    "<html><head><title>Minister opens the harbour</title></head><body><article><h1>Minister opens the harbour</h1>"
    "<p>May 6, 2031</p><p>The harbour of Port Quillan cost 340 million crowns, Minister Ostrander said.</p></article>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """buildah and podman, with what this machine asks for besides."""

    building: tuple[str, ...]
    running: tuple[str, ...]

    def build(self, context: Path) -> float:
        """Seconds."""
        command = ["buildah", "build", "--format", "docker", "--layers", *self.building, "--tag", IMAGE, str(context)]
        return timed(*command)[0]

    def run(self, *options: str, said: tuple[str, ...], read: str | None = None) -> tuple[float, str]:
        """Seconds, and what a container printed that ran to its end over the volume, without a network."""
        command = self._command("--rm", "--interactive", "--network=none", *options, said=said)
        return timed(*command, read=read)

    @contextmanager
    def started(self, *options: str, said: tuple[str, ...]) -> Iterator[str]:
        """The id of a container that goes on running."""
        _, name = timed(*self._command("--detach", *options, said=said))
        try:
            yield name.strip()
        finally:
            subprocess.run(["podman", "rm", "--force", "--time=0", name.strip()], capture_output=True, check=False)  # noqa: S607

    def _command(self, *options: str, said: tuple[str, ...]) -> list[str]:
        return ["podman", "run", *self.running, *HARDENED, f"--volume={VOLUME}:/data", *options, IMAGE, *said]


def main() -> None:
    engine = read_arguments()
    subprocess.run(["podman", "volume", "rm", "--force", VOLUME], capture_output=True, check=False)  # noqa: S607
    figures: dict[str, Any] = {}
    for measure in (measure_building, measure_adding, measure_serving, measure_stopping_early, measure_stopping_adding):
        found = measure(engine)
        print(json.dumps(found, indent=2, ensure_ascii=False), flush=True)
        figures |= found
    timed("podman", "volume", "rm", "--force", VOLUME)
    write_results("container", figures)


def measure_building(engine: Engine) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        context = Path(folder)
        for name in CONTEXT:
            shutil.copy2(ROOT / name, context / name)
        for package in ("corpus", "index", "service"):
            shutil.copytree(ROOT / package, context / package, ignore=shutil.ignore_patterns("__pycache__"))
        first = engine.build(context)
        with (context / "service" / "serving.py").open("a", encoding="utf-8") as code:
            code.write(f"# one line more, {time.time()}\n")
        again = engine.build(context)
    (image,) = json.loads(timed("podman", "image", "inspect", IMAGE)[1])
    return {
        "built_seconds": first,
        "built_after_a_change_of_one_line_seconds": again,
        "image_megabytes": round(image["Size"] / 1e6),
        "user": image["Config"]["User"],
        "labels": image["Config"]["Labels"],
        "health_check": image["Healthcheck"]["Test"],
    }


def measure_adding(engine: Engine) -> dict[str, Any]:
    seconds, said = engine.run(said=("add", "--bundled"))
    _, article = engine.run(said=("add", "-"), read=ARTICLE)  # by the process apart that has others' parsers
    _, answer = engine.run(said=("ask", QUESTION))
    need(" ".join(answer.split()), QUOTE)
    return {"add_bundled_seconds": seconds, "add_bundled": said.strip(), "add_a_page_from_stdin": article.strip()}


def measure_serving(engine: Engine) -> dict[str, Any]:
    with engine.started(f"--publish=127.0.0.1::{PORT}", said=("serve", "--port", PORT)) as name:
        begun = time.perf_counter()
        while (asked := health(name))[0] != 0:
            if since(begun) > 300:
                sys.exit(f"not healthy after five minutes: {asked[1]}")
            time.sleep(0.5)
        ready = since(begun)
        body = json.dumps({"question": QUESTION}).encode()
        address = f"http://{timed('podman', 'port', name)[1].split()[-1]}/v1/ask"
        request = urllib.request.Request(address, body, {"Content-Type": "application/json"})
        asking = time.perf_counter()
        with urllib.request.urlopen(request) as response:  # noqa: S310
            answer = json.load(response)
        answered = since(asking)
        health_seconds, healthy = timed("podman", "exec", name, "communique", "health")
        process = timed("podman", "exec", name, "cat", "/proc/1/status")[1].splitlines()
        left = timed("podman", "exec", name, "ls", "-A", "/home/communique", "/tmp", "/data")[1]  # noqa: S108
        changed = timed("podman", "diff", name)[1].split("\n")
        seconds, code = stop(name)
    need(answer["answer"], QUOTE)
    return {
        "healthy_after_seconds": ready,
        "health_says": healthy.strip(),
        "health_seconds": health_seconds,
        "answer": answer["answer"],
        "answered_in_seconds": answered,
        "of_the_process": [
            " ".join(line.split()) for line in process if line.startswith(("Uid", "CapEff", "NoNewPrivs"))
        ],
        "stands_in_home_tmp_data": left.split(),
        "changed_outside_of_the_volume": [line for line in changed if line],
        "stop_seconds": seconds,
        "stop_code": code,
    }


def health(name: str) -> tuple[int, str]:
    """The image's own health check: its exit code, and what it said."""
    done = subprocess.run(["podman", "healthcheck", "run", name], capture_output=True, text=True, check=False)  # noqa: S607
    return done.returncode, done.stdout + done.stderr


def measure_stopping_early(engine: Engine) -> dict[str, Any]:
    """A service that is told to stop before it can be asked: so many seconds after its start, how long it took."""
    figures = {}
    for after in (0.0, 1.0, 4.0):
        with engine.started("--network=none", said=("serve",)) as name:
            time.sleep(after)
            seconds, code = stop(name)
        figures[f"stopped_{after:.0f}_seconds_after_its_start"] = {"seconds": seconds, "code": code}
    return figures


def measure_stopping_adding(engine: Engine) -> dict[str, Any]:
    """`add`, told to stop once it has acknowledged something; and the same command again."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        file = write_releases(Path(folder) / "releases.jsonl")
        options = ("--env=COMMUNIQUE_MODEL=hashing", f"--volume={folder}:/in:ro")
        said = ("--data", "/data/stopped", "add", f"/in/{file.name}", "--json")
        with engine.started("--network=none", *options, said=said) as name:
            while not timed("podman", "logs", name)[1].strip():
                time.sleep(0.1)
            seconds, code = stop(name)
            done = subprocess.run(["podman", "logs", name], capture_output=True, text=True, check=True)  # noqa: S607
        _, again = engine.run(*options, said=said)
    outcomes = [json.loads(line)["outcome"] for line in again.splitlines()]
    return {
        "stopped_while_adding": {"seconds": seconds, "code": code, "said": done.stderr.strip().splitlines()[-3:]},
        "acknowledged_before": len(done.stdout.splitlines()),
        "added_again": {kind: outcomes.count(kind) for kind in sorted(set(outcomes))},
    }


def stop(name: str) -> tuple[float, int]:
    """Seconds until a container has ended that is told to, and its exit code: 137 is one that had to be killed."""
    seconds, _ = timed("podman", "stop", name)
    return seconds, int(timed("podman", "inspect", "--format={{.State.ExitCode}}", name)[1])


def timed(*command: str, read: str | None = None) -> tuple[float, str]:
    """Seconds, and what a command printed; the end, with what it said, if it fails."""
    begun = time.perf_counter()
    done = subprocess.run(command, capture_output=True, check=False, input=read, encoding="utf-8")
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: exit code {done.returncode}\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    return since(begun), done.stdout


def need(said: str, quote: str) -> None:
    if quote not in said:
        sys.exit(f"no {quote!r} in {said!r}")


def since(begun: float) -> float:
    return round(time.perf_counter() - begun, 2)


def read_arguments() -> Engine:
    parser = argparse.ArgumentParser(
        description="Build, run, ask, stop and measure the container.", fromfile_prefix_chars="@"
    )
    parser.add_argument("--base", default="python:3.11-slim", help="image to start from")
    parser.add_argument("--torch-index", help="index that has torch's build for processors (the Dockerfile's own)")
    parser.add_argument("--build", action="append", default=[], help="one more option for `buildah build`")
    parser.add_argument("--run", action="append", default=[], help="one more option for `podman run`")
    given = parser.parse_args()
    index = [f"--build-arg=TORCH_INDEX={given.torch_index}"] if given.torch_index else []
    return Engine(building=(f"--build-arg=PYTHON_IMAGE={given.base}", *index, *given.build), running=tuple(given.run))


if __name__ == "__main__":
    main()
