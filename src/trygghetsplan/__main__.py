"""`python -m trygghetsplan` and the `trygghet` script."""

import os
import sys


def main() -> None:
    """Run the command and leave. `--version` is answered here, before anything heavy is imported."""
    try:
        code = _version() if sys.argv[1:] == ["--version"] else _command(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130  # what `errors` calls INTERRUPTED
    except (MemoryError, OSError):  # while the program itself was read
        code = 3  # what `errors` calls INPUT_OUTPUT
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
    return 0


def _command(words: list[str]) -> int:
    from trygghetsplan import cache

    before = cache.state(words)
    if before and (code := cache.tell_again(before.key)) is not None:
        return code
    import signal

    names = ("SIGINT", "SIGTERM", "SIGHUP")
    signals = [getattr(signal, name) for name in names if hasattr(signal, name)]
    signals = [one for one in signals if signal.getsignal(one) is not signal.SIG_IGN]  # as under nohup

    def stop(*_: object) -> None:
        for one in signals:
            signal.signal(one, signal.SIG_IGN)  # once is enough: what is half done is put back undisturbed
        raise KeyboardInterrupt

    for one in signals:
        signal.signal(one, stop)
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # nothing installed beside us is run
    from trygghetsplan.cli import run

    if before:
        return cache.run_and_keep(run, words, before)
    return run(words)


if __name__ == "__main__":
    if not sys.flags.safe_path:
        del sys.path[0]  # the folder that the user stands in, whose modules are not ours to run
    main()
