"""`make pictures`: what one gets, as pictures for the README: this repository's own example, shown by Chromium."""

import html
import os
import re
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "docs" / "pictures"
WIDTH = 900
EXAMPLE = ("plan", "followups", "trygghet.yaml")
DAY = datetime(2025, 3, 31, tzinfo=UTC)
MISTAKE = "followups/2024/miljonamnden.yaml", "  rsa:", "  rsaa:"
CHROMIUM = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--hide-scrollbars",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-lcd-text",
    "--blink-settings=preferredColorScheme=1", "--lang=sv",
)  # fmt: skip
TERMINAL = """<!DOCTYPE html><meta charset="utf-8"><style>
body { margin: 0; background: #14191e; color: #e8ecef; font: 20px/1.6 "DejaVu Sans Mono", "Liberation Mono", monospace }
pre { margin: 2rem 2.2rem; font: inherit; white-space: pre-wrap; overflow-wrap: anywhere }
</style><pre>"""


def trygghet(folder: Path, *words: str, code: int = 0) -> str:
    """Return what the command says in the folder."""
    done = subprocess.run(
        [sys.executable, "-m", "trygghetsplan", *words],
        cwd=folder, env={**os.environ, "SOURCE_DATE_EPOCH": f"{DAY.timestamp():.0f}"},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    if done.returncode != code:
        raise SystemExit(done.stderr)
    return done.stdout


def styled(path: Path, css: str) -> str:
    """Return a page with more style, which its own policy would refuse: it chooses the part that is shown."""
    text = re.sub('<meta http-equiv="Content-Security-Policy"[^>]*>', "", path.read_text("utf-8"))
    return text.replace("</head>", f"<style>{css}</style></head>", 1)


def pages(folder: Path) -> dict[str, tuple[int, str]]:
    """Return the height and the page of each picture."""
    trygghet(folder, "report", "2024", "--format", "html")
    account = folder / "build" / "trygghetsredovisning-2024.html"
    trygghet(folder, "form", "export", "--year", "2024", "--body", "socialnamnden", "--format", "html")
    form = folder / "forms" / "2024" / "socialnamnden-2024.html"
    path, right, wrong = MISTAKE
    answers = folder / path
    answers.write_text(answers.read_text("utf-8").replace(right, wrong, 1), "utf-8", newline="\n")
    told = f"$ trygghet validate\n{trygghet(folder, 'validate', code=1)}"
    return {
        "account": (708, styled(account, "main { margin-top: -1.5rem }")),
        "heat-map": (708, styled(account, hidden("nav, footer, p, main > :not(:has(.heat))"))),
        "finding": (390, TERMINAL + html.escape(told)),
        "form": (612, styled(form, hidden("details, section:not(:has([data-duty=rsa]))"))),
    }


def hidden(selector: str) -> str:
    """Return the style that leaves out what is not in the picture, and the air above what is."""
    return f"{selector} {{ display: none }} main > section {{ margin-top: -3rem !important }}"


def main() -> None:
    """Write every picture, into the folder that is named or where the README has them."""
    pictures = Path(*sys.argv[1:] or [str(FOLDER)]).resolve()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise SystemExit("make pictures needs Chromium. On Debian: apt install chromium")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "example")
        folder.mkdir()
        for part in EXAMPLE:
            copy = shutil.copytree if (ROOT / part).is_dir() else shutil.copyfile
            copy(ROOT / part, folder / part)
        pictures.mkdir(exist_ok=True)
        for title, (height, text) in pages(folder).items():
            page, picture = folder / f"{title}.html", pictures / f"{title}.png"
            page.write_text(text, "utf-8")
            size = f"--window-size={WIDTH},{height}"
            shown = f"--user-data-dir={name}/profile", f"--screenshot={picture}", page.as_uri()
            subprocess.run([chromium, *CHROMIUM, size, *shown], check=True, capture_output=True, timeout=180)
            print(f"Skrev {picture.name}, {picture.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
