"""The network's side of SMPP 3.4, as little of it as a gateway needs (the SMS Forum's document)."""

import itertools
import socketserver
import struct
import threading

BIND, BIND_TRX, UNBIND, SUBMIT, DELIVER, ENQUIRE = 0x1, 0x9, 0x6, 0x4, 0x5, 0x15
RESPONSE = 0x80000000
HAS_HEADER, IS_REPORT = 0x40, 0x04
GSM = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)


class Network(socketserver.ThreadingTCPServer):
    """Takes what a gateway submits, reports its arrival, and brings what customers write."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self, port):
        super().__init__(("127.0.0.1", port), Gateway)
        self.gateway, self.parts, self.texts = None, {}, []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def write_to(self, number, text):
        """A customer writes to our number."""
        try:
            coding, content = 0, bytes(GSM.index(letter) for letter in text)
        except ValueError:
            coding, content = 8, text.encode("utf-16-be")
        self.gateway.deliver(number, "40404", content, coding=coding)

    def take(self, to, content, coding, esm_class):
        """Put the parts of a long text together; keep whole ones as (number, text)."""
        if esm_class & HAS_HEADER:
            length = content[0]
            reference, total, number = content[length - 2], content[length - 1], content[length]
            parts = self.parts.setdefault((to, reference), {})
            parts[number] = content[length + 1 :]
            if len(parts) < total:
                return
            content = b"".join(parts[each] for each in sorted(parts))
        wide = coding == 8
        text = content.decode("utf-16-be") if wide else "".join(GSM[each] for each in content)
        self.texts.append((to, text))


class Gateway(socketserver.StreamRequestHandler):
    """A gateway that has bound to the network."""

    def handle(self):
        self.numbers, self.lock = itertools.count(1), threading.Lock()
        while header := self.rfile.read(16):
            length, command, _status, sequence = struct.unpack(">4I", header)
            self.obey(command, sequence, self.rfile.read(length - 16))

    def obey(self, command, sequence, body):
        if command in {BIND, BIND_TRX, 0x2}:
            self.send(command | RESPONSE, sequence, b"network\0")
            self.server.gateway = self
        elif command == SUBMIT:
            key = f"m{next(self.numbers)}"
            self.send(command | RESPONSE, sequence, key.encode() + b"\0")
            self.submitted(key, body)
        elif not command & RESPONSE:
            self.send(command | RESPONSE, sequence, b"")

    def submitted(self, key, body):
        _service, rest = body.split(b"\0", 1)
        source, rest = rest[2:].split(b"\0", 1)
        target, rest = rest[2:].split(b"\0", 1)
        esm_class = rest[0]
        _schedule, rest = rest[3:].split(b"\0", 1)
        _validity, rest = rest.split(b"\0", 1)
        wants_report, _replace, coding, _canned, length = rest[:5]
        to = target.decode()
        self.server.take(to, rest[5 : 5 + length], coding, esm_class)
        if wants_report:
            words = (
                f"id:{key} sub:001 dlvrd:001 submit date:2611251200 done date:2611251201"
                " stat:DELIVRD err:000 text:x"
            )
            self.deliver(to, source.decode(), words.encode(), esm_class=IS_REPORT)

    def deliver(self, source, target, content, *, coding=0, esm_class=0):
        addresses = b"\1\1" + source.encode() + b"\0\0\1" + target.encode() + b"\0"
        flags = bytes([esm_class, 0, 0]) + b"\0\0" + bytes([0, 0, coding, 0, len(content)])
        self.send(DELIVER, next(self.numbers) + 1000, b"\0" + addresses + flags + content)

    def send(self, command, sequence, body):
        with self.lock:
            self.wfile.write(struct.pack(">4I", 16 + len(body), command, 0, sequence) + body)
            self.wfile.flush()
