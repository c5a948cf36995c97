"""`python -m trygghetsplan` and the `trygghet` script."""

import os
import sys


def main() -> int:
    """Run the command and leave. `--version` is answered here, before anything heavy is imported."""
    if sys.argv[1:] == ["--version"]:
        from trygghetsplan import __version__

        sys.stdout.write(f"trygghet {__version__}\n")
        return 0
    from trygghetsplan.cli import run

    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # nothing installed beside us is run
    code = run(sys.argv[1:])
    sys.stderr.flush()
    os._exit(code)  # taking every object apart first would cost as much as reading a hundred files


if __name__ == "__main__":
    sys.exit(main())
