"""A progress bar on a terminal, plain lines elsewhere."""

import sys
import time
from typing import Any


class ProgressBar:
    """A bar on a terminal, a line every few seconds elsewhere; on stderr, so results can be piped."""

    def __init__(self) -> None:
        self._tqdm: Any = None
        self._last = 0.0

    def show(self, done: int, total: int, message: str = "") -> None:
        """Move the bar to `done` of `total`."""
        if sys.stderr.isatty():
            from tqdm import tqdm

            if self._tqdm is None or self._tqdm.total != total:
                self._tqdm = tqdm(total=total, file=sys.stderr, dynamic_ncols=True)
            self._tqdm.n = done
            self._tqdm.set_description(message[:40], refresh=False)
            self._tqdm.refresh()
            if done >= total:
                self._tqdm.close()
                self._tqdm = None
        else:
            self.line(f"{done}/{total} {message}".rstrip(), at_most_every=0.0 if done >= total else 5.0)

    def line(self, text: str, at_most_every: float = 0.0) -> None:
        """Write one line above the bar; lines that come sooner than `at_most_every` seconds are dropped."""
        now = time.monotonic()
        if at_most_every and now - self._last < at_most_every:
            return
        self._last = now
        if self._tqdm is not None:
            self._tqdm.write(text, file=sys.stderr)
        else:
            print(text, file=sys.stderr, flush=True)
