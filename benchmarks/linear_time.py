"""How the time of each place that sees foreign text grows with the text: every place with every family of text.

Each is tried with 2,000 and 16,000 characters, and is in proportion where the larger takes at most 24 times as long.
Half an hour; names of places, or beginnings of them, as arguments choose those alone.
"""

import sys
import time
from typing import Any

from measuring import ROOT, write_results

sys.path.append(str(ROOT / "tests"))

from foreign import PROBES
from hostile import FAMILIES, STEP, grow

SIZE = 16_000
_MANY = 8  # families, after which a place is known


def main() -> None:
    chosen = {name: act for name, act in PROBES.items() if any(map(name.startswith, sys.argv[1:] or [""]))}
    results: dict[str, Any] = {}
    for name, act in chosen.items():
        begun = time.monotonic()
        results[name] = try_all(act)
        print(f"{name}: {results[name]} ({time.monotonic() - begun:.0f} s)", flush=True)
    grown = {name: result["grows"] for name, result in results.items() if result["grows"]}
    print(f"{len(results)} places, {len(FAMILIES)} families; more than in proportion: {grown or 'none'}")
    if len(chosen) == len(PROBES):
        write_results("linear_time", {"families": len(FAMILIES), "sizes": [SIZE // STEP, SIZE], "places": results})


def try_all(act: Any) -> dict[str, Any]:
    """Where it grows; and the family and seconds of the slowest text of the larger size."""
    found: dict[str, str] = {}
    slowest = ("", 0.0)
    for family, make in FAMILIES.items():
        if len(found) == _MANY:
            break
        growth = grow(act, make, SIZE)
        if growth.is_more:
            found[family] = f"{growth.smaller:.4f} s, {growth.larger:.4f} s"
        slowest = max(slowest, (family, round(growth.larger, 3)), key=lambda each: each[1])
    return {"slowest": slowest, "grows": found}


if __name__ == "__main__":
    main()
