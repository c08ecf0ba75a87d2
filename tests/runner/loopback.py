"""A scripted HTTP server on this machine: it answers what it was told to expect and fails the test on anything else."""

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = tuple[int, Any]


@dataclass
class Call:
    """One request that arrived."""

    method: str
    path: str
    body: bytes
    headers: dict[str, str]

    @property
    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Loopback:
    """Answers by (method, path without query): a fixed answer, a list used up in order, or a function of the call."""

    script: dict[tuple[str, str], Any]
    calls: list[Call] = field(default_factory=list)
    unscripted: list[str] = field(default_factory=list)

    def __enter__(self) -> "Loopback":
        loopback = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def _any(self) -> None:
                length = int(self.headers.get("content-length") or 0)
                call = Call(
                    self.command, self.path, self.rfile.read(length), {k.lower(): v for k, v in self.headers.items()}
                )
                loopback.calls.append(call)
                status, content = loopback.answer(call)
                if status == 0:  # hang up without an answer, as a broken network does
                    self.close_connection = True
                    return
                extra: dict[str, str] = {}
                if isinstance(content, tuple):
                    content, extra = content
                data = (
                    content if isinstance(content, bytes) else b"" if content is None else json.dumps(content).encode()
                )
                self.send_response(status)
                for name, value in extra.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            do_GET = do_POST = do_PUT = _any

            def log_message(self, format: str, *args: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        return self

    def answer(self, call: Call) -> Answer:
        scripted = self.script.get((call.method, call.path.partition("?")[0]))
        if isinstance(scripted, list):
            scripted = scripted.pop(0) if scripted else None
        if isinstance(scripted, Callable):
            return scripted(call)
        if scripted is None:
            self.unscripted.append(f"{call.method} {call.path}")
            return 500, {"code": "unscripted", "detail": "not in the script"}
        return scripted

    def asked(self, method: str, path: str) -> list[Call]:
        """The calls of one kind, in order."""
        return [call for call in self.calls if call.method == method and call.path.partition("?")[0] == path]

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()
        assert not self.unscripted, f"not in the script: {self.unscripted}"
