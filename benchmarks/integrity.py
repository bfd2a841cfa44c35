"""Every passage and every citation against the source text, and a second run that changes nothing.

python benchmarks/integrity.py
"""

import json

from corpus.catalog import Catalog
from measuring import DATA, need, open_releases, read_questions, write_results
from service import Communique


def source_texts() -> dict[str, str]:
    """The texts as they stand in the file, by id: read without any code of the product."""
    with need(DATA / "releases" / "state_dept.jsonl").open(encoding="utf-8") as lines:
        return {record["id"]: record["text"] for record in map(json.loads, lines)}


def check_passages(catalog: Catalog, texts: dict[str, str]) -> dict[str, int]:
    places = catalog.places()
    covered: dict[str, list[tuple[int, int]]] = {release_id: [] for release_id in texts}
    wrong = 0
    for place, (passage, _) in zip(places, catalog.passages([place.number for place in places]), strict=True):
        covered[place.release_id].append((place.start, place.end))
        wrong += texts[place.release_id][place.start : place.end] != passage.text
    lost = sum(len(uncovered(texts[release_id], spans)) for release_id, spans in covered.items())
    return {"passages": len(places), "passages_that_differ": wrong, "characters_in_no_passage": lost}


def uncovered(text: str, spans: list[tuple[int, int]]) -> str:
    """What is left of a text when white space and its passages are taken away."""
    left, end = "", 0
    for start, stop in sorted(spans):
        left += text[end:start]
        end = max(end, stop)
    return "".join((left + text[end:]).split())


def check_citations(communique: Communique, texts: dict[str, str]) -> dict[str, int]:
    citations = [
        citation
        for question in read_questions(DATA / "questions" / "questions.jsonl")
        for citation in communique.ask(question.text).citations
    ]
    wrong = [c for c in citations if texts[c.release_id][c.start : c.end] != c.quote]
    return {"citations": len(citations), "citations_that_differ": len(wrong)}


def main() -> None:
    file = DATA / "releases" / "state_dept.jsonl"
    texts = source_texts()
    with open_releases(file) as communique:
        before = communique.manifest()
        outcomes = communique.add(file)
        again = {"second_run_changed": sum(getattr(outcome, "kind", "") != "unchanged" for outcome in outcomes)}
        again["second_run_same_index"] = int(communique.manifest() == before)
        with Catalog(communique.settings.data / "catalog.sqlite3") as catalog:
            figures = check_passages(catalog, texts)
        figures |= check_citations(communique, texts) | again
    for name, figure in figures.items():
        print(f"{name:28}{figure:>8,}")
    write_results("integrity", {"figures": figures})


if __name__ == "__main__":
    main()
