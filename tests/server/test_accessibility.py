"""The pages under axe-core in a browser, in light and in dark; left out where there is no Chromium or no axe-core.

axe-core is looked for in the file that DATELINE_AXE names, and in the packages that bring it along.
"""

from __future__ import annotations

import importlib.util
import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.server.test_pages import HTML, PAGES

CHROMIUM = next((found for name in ("chromium", "chromium-browser", "google-chrome", "chrome") if (found := shutil.which(name))), None)
WRONG = ["/nothing", "/queries/timeline?from=tuesday", "/?query=SELEC", "/queries/timeline?from=1900-01-01&to=1900-01-02"]
SCHEMES = ("light", "dark")
DRIVER = """<!doctype html><title>axe</title><pre id="found"></pre><script src="pages.js"></script><script>
(async () => {
  const found = [];
  for (const [name, html] of pages) {
    const frame = document.createElement("iframe");
    frame.width = 1280; frame.height = 900; frame.srcdoc = html;
    await new Promise((done) => { frame.onload = done; document.body.append(frame); });
    const result = await frame.contentWindow.axe.run(frame.contentDocument);
    for (const rule of result.violations) for (const node of rule.nodes) found.push([name, rule.id, node.html, node.failureSummary]);
    frame.remove();
  }
  document.getElementById("found").textContent = "done " + JSON.stringify(found);
})();
</script>"""


def axe() -> Path | None:
    """The script, if there is one."""
    named = [Path(os.environ["DATELINE_AXE"])] if "DATELINE_AXE" in os.environ else []
    specs = (importlib.util.find_spec(name) for name in ("axe_playwright_python", "axe_selenium_python", "axe_core_python"))
    folders = (Path(place) for spec in specs if spec for place in spec.submodule_search_locations or ())
    return next((path for path in (*named, *(path for folder in folders for path in folder.rglob("axe.min.js"))) if path.is_file()), None)


@pytest.mark.skipif(CHROMIUM is None or axe() is None, reason="no Chromium, or no axe-core (DATELINE_AXE)")
def test_axe_finds_nothing_wrong_with_any_page_in_light_and_dark(client: FlaskClient, tmp_path: Path) -> None:
    script = axe()
    assert CHROMIUM and script
    sheet = client.get("/static/dateline.css").text
    sheets = {"light": sheet, "dark": sheet.replace("@media (prefers-color-scheme: dark)", "@media all").replace("light dark;", "dark;")}
    assert sheets["dark"].count("@media all") == 1 and "color-scheme: dark;" in sheets["dark"]
    pages = []
    for path in [*PAGES, *WRONG]:
        html = re.sub("<script.*?</script>|<link[^>]*>", "", client.get(path, headers=HTML).text)
        for scheme in SCHEMES:
            head = f'<style>{sheets[scheme]}</style><script src="{script.as_uri()}"></script></head>'
            pages.append((f"{path} in {scheme}", html.replace("</head>", head)))
    # "<" is written so that nothing in a page ends the script.
    (tmp_path / "pages.js").write_text("const pages = " + json.dumps(pages).replace("<", "\\u003c"), encoding="utf-8")
    (tmp_path / "driver.html").write_text(DRIVER, encoding="utf-8")
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=10000000", f"--user-data-dir={tmp_path / 'profile'}"]
    command = [CHROMIUM, *options, "--dump-dom", (tmp_path / "driver.html").as_uri()]
    dumped = subprocess.run(command, capture_output=True, text=True, timeout=600, check=True).stdout
    told = re.search(r'<pre id="found">done (.*?)</pre>', dumped, re.DOTALL)
    assert told, dumped[-2000:]
    assert told[1] == "[]", "\n".join(told[1].split("],[")[:10])
