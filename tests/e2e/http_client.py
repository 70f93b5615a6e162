"""HTTP and WebSocket from the client's side, byte by byte, on top of daemon.Client."""

import base64
import hashlib
import json
import os
import struct

from daemon import Client

OPCODES = {"more": 0, "text": 1, "binary": 2, "close": 8, "ping": 9, "pong": 10}


class Response:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    def json(self):
        return json.loads(self.body)

    def __repr__(self):
        return f"<{self.status} {self.headers} {self.body[:200]!r}>"


def request(method, path, body=None, *lines, version="1.1", host="localhost"):
    """The bytes of a request; `lines` are further header lines."""
    head = [f"{method} {path} HTTP/{version}"]
    if host is not None:
        head.append(f"Host: {host}")
    head += lines
    if body is not None:
        body = body.encode() if isinstance(body, str) else body
        head.append(f"Content-Length: {len(body)}")
    return "\r\n".join(head).encode() + b"\r\n\r\n" + (body or b"")


def call_text(method, params=None, number=1, **members):
    message = {"jsonrpc": "2.0", "id": number, "method": method, **members}
    if params is not None:
        message["params"] = params
    return json.dumps(message)


def post(body, *lines, path="/rpc", kind="application/json", **options):
    return request("POST", path, body, f"Content-Type: {kind}", *lines, **options)


def chunked(*chunks, extension=b"", trailer=b""):
    parts = [b"%x%s\r\n%s\r\n" % (len(chunk), extension, chunk) for chunk in chunks]
    return b"".join(parts) + b"0\r\n" + trailer + b"\r\n"


class HttpClient(Client):
    def _fill(self):
        if not self.receive_some():
            raise EOFError(f"the connection ended after {self.unread[-200:]!r}")

    def response(self, has_body=True):
        """The next one. `has_body` is False for the answer to HEAD."""
        while b"\r\n\r\n" not in self.unread:
            self._fill()
        head, _, self.unread = self.unread.partition(b"\r\n\r\n")
        first, *lines = head.decode().split("\r\n")
        headers = {}
        for line in lines:
            name, _, value = line.partition(": ")
            headers[name.lower()] = headers.get(name.lower(), "") + value
        status = int(first.split(" ")[1])
        size = int(headers.get("content-length", 0)) if has_body else 0
        while len(self.unread) < size:
            self._fill()
        body, self.unread = self.unread[:size], self.unread[size:]
        return Response(status, headers, body)

    def exchange(self, data, **options):
        self.send(data)
        return self.response(**options)

    def rpc(self, method, params=None, *lines, **members):
        """The result of a call by POST."""
        response = self.exchange(post(call_text(method, params, **members), *lines))
        assert response.status == 200, response
        return response.json()["result"]

    def rpc_error(self, method, params=None, *lines, **members):
        response = self.exchange(post(call_text(method, params, **members), *lines))
        assert response.status == 200, response
        return response.json()["error"]


class WebSocket(HttpClient):
    """A connection that has been upgraded; RFC 6455 by hand."""

    def __init__(self, address, *lines, path="/ws"):
        super().__init__(address)
        self.upgrade = self.ask(*lines, path=path)

    def ask(self, *lines, path="/ws", key=None, version="13"):
        key = key or base64.b64encode(os.urandom(16)).decode()
        response = self.exchange(request("GET", path, None, "Connection: keep-alive, Upgrade", "Upgrade: websocket",
                                         f"Sec-WebSocket-Key: {key}", f"Sec-WebSocket-Version: {version}", *lines))
        if response.status == 101:
            expected = hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
            assert response.headers["sec-websocket-accept"] == base64.b64encode(expected).decode()
        return response

    @staticmethod
    def frame(payload, opcode="text", is_final=True, is_masked=True, reserved=0):
        payload = payload.encode() if isinstance(payload, str) else payload
        first = (0x80 if is_final else 0) | reserved << 4 | OPCODES.get(opcode, opcode)
        size = len(payload)
        mask_bit = 0x80 if is_masked else 0
        if size < 126:
            head = bytes([first, mask_bit | size])
        elif size < 1 << 16:
            head = bytes([first, mask_bit | 126]) + struct.pack(">H", size)
        else:
            head = bytes([first, mask_bit | 127]) + struct.pack(">Q", size)
        if not is_masked:
            return head + payload
        mask = os.urandom(4)
        stream = (mask * (size // 4 + 1))[:size]
        masked = (int.from_bytes(payload, "big") ^ int.from_bytes(stream, "big")).to_bytes(size, "big")
        return head + mask + masked

    def send_frame(self, payload, **options):
        self.send(self.frame(payload, **options))

    def receive_frame(self):
        """(opcode, is_final, payload) of the next frame, which a server must not mask."""
        def take(size):
            while len(self.unread) < size:
                self._fill()
            data, self.unread = self.unread[:size], self.unread[size:]
            return data

        first, second = take(2)
        assert second < 0x80, "a server's frame is not masked"
        size = second
        if size == 126:
            size, = struct.unpack(">H", take(2))
        elif size == 127:
            size, = struct.unpack(">Q", take(8))
        return first & 15, bool(first & 0x80), take(size)

    def receive_line(self):
        """A whole message; overrides what the JSON-RPC side of Client reads with."""
        opcode, is_final, payload = self.receive_frame()
        assert (opcode, is_final) == (OPCODES["text"], True), (opcode, is_final, payload[:200])
        return payload

    def send_request(self, method, params=None, **members):
        self.send_frame(call_text(method, params, self.next_id, **members))
        self.next_id += 1
        return self.next_id - 1

    def receive_close(self):
        """The code of the close frame that comes next."""
        opcode, _, payload = self.receive_frame()
        assert opcode == OPCODES["close"], (opcode, payload[:200])
        return struct.unpack(">H", payload[:2])[0]
