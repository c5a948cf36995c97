"""`python -m trygghetsplan` and the `trygghet` script."""

import sys


def main() -> int:
    """Run the command. `--version` is answered here, before anything heavy is imported."""
    if sys.argv[1:] == ["--version"]:
        from trygghetsplan import __version__

        sys.stdout.write(f"trygghet {__version__}\n")
        return 0
    from trygghetsplan.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
