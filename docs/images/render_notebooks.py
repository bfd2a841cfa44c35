"""Pictures of the notebooks as they look once they have run: docs/images/notebook-<name>.png.

python docs/images/render_notebooks.py [NAME …]    (needs nbconvert and Chromium beside communique[dev])
"""

import os
import shutil
import sys
import tempfile
from io import BytesIO
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbconvert import HTMLExporter
from PIL import Image
from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).parents[2]
NOTEBOOKS = ROOT / "notebooks"
# From which heading to which one (the end, where none is named), and whether the code is left out.
SHOWN = {
    "ask": ("Ask", "Silence", False),
    "evaluate": ("Is-the-confidence-worth-something?", "Two-ways-compared", True),
    "explore": ("A-map-of-passages", None, True),
}
WIDTH = 940


def render(name: str, folder: Path) -> Path:
    """The notebook, run, as an HTML page."""
    book = nbformat.read(NOTEBOOKS / f"{name}.ipynb", as_version=4)
    path = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
    client = NotebookClient(book, timeout=600, startup_timeout=300, resources={"metadata": {"path": str(NOTEBOOKS)}})
    client.execute(env=os.environ | {"PYTHONPATH": path})
    *_, bare = SHOWN[name]
    page = folder / f"{name}.html"
    exporter = HTMLExporter(exclude_input=bare, exclude_output_prompt=bare)
    page.write_text(exporter.from_notebook_node(book)[0], encoding="utf-8")
    return page


def picture(page: Page, first: str, last: str | None) -> Image.Image:
    """What stands from one heading to another."""
    top = page.locator(f"[id='{first}']").bounding_box()
    bottom = page.locator(f"[id='{last}']" if last else "body").bounding_box()
    assert top
    assert bottom
    end = bottom["y"] if last else bottom["height"]
    shot = page.screenshot(
        full_page=True, clip={"x": 0, "y": top["y"] - 20, "width": WIDTH, "height": end - top["y"] + 20}
    )
    return Image.open(BytesIO(shot)).convert("RGB").quantize(256, kmeans=2, dither=Image.Dither.NONE)


def main(names: list[str]) -> None:
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium")
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium)
        for name in names:
            page = browser.new_page(viewport={"width": WIDTH, "height": 800})
            page.goto(render(name, Path(folder)).as_uri())
            first, last, _ = SHOWN[name]
            file = Path(__file__).with_name(f"notebook-{name}.png")
            picture(page, first, last).save(file, optimize=True)
            print(f"{file.name}: {file.stat().st_size:,} bytes")


if __name__ == "__main__":
    main(sys.argv[1:] or sorted(SHOWN))
