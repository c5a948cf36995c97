"""`python -m trygghetsplan` and the `trygghet` script."""

import os
import sys


def main() -> None:
    """Run the command and leave. `--version` is answered here, before anything heavy is imported."""
    code = _version() if sys.argv[1:] == ["--version"] else _command(sys.argv[1:])
    os._exit(code)  # taking every object apart first would cost as much as reading a hundred files


def _version() -> int:
    from trygghetsplan import __version__

    if sys.stdout is None:  # closed, as under a service
        return 0
    try:
        sys.stdout.write(f"trygghet {__version__}\n")
        sys.stdout.flush()
    except BrokenPipeError:
        return 0
    except OSError:
        return 3  # what `errors` calls INPUT_OUTPUT
    return 0


def _command(words: list[str]) -> int:
    before = None
    if (
        "validate" in words or "check" in words
    ):  # what is asked over and over, and may have been answered already
        from trygghetsplan import cache

        before = cache.state(words)
        if before and (code := cache.told(before.key)) is not None:
            return code
    from trygghetsplan.cli import run

    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # nothing installed beside us is run
    if before:
        from trygghetsplan.keeping import run_and_keep

        code = run_and_keep(run, words, before)
    else:
        code = run(words)
    sys.stderr.flush()
    return code


if __name__ == "__main__":
    main()
