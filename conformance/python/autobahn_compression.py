"""Echoes compressed messages with Autobahn|Python as the client, as the Autobahn suite's cases 12 and 13 do.

    python3 autobahn_compression.py URL CASES.json

A case says: data (json, bitmap, prose, html, pdf), bytes of a message, fragment (bytes of a frame; 0: one frame),
messages, offers (each: server_no_context_takeover, server_max_window_bits or 0). For each case a line of JSON tells what
came of it. The suite's own files are not in its package; these are made here, of the same kinds.
"""

import asyncio
import json
import random
import sys

from autobahn.asyncio.websocket import WebSocketClientFactory, WebSocketClientProtocol
from autobahn.websocket.compress import (
    PerMessageDeflateOffer,
    PerMessageDeflateResponse,
    PerMessageDeflateResponseAccept,
)

CASE_SECONDS = 60
DATA_BYTES = 250_000  # More than the longest message.
WORDS = (
    "habe nun ach philosophie juristerei und medizin durchaus studiert mit heißem bemühn da steh ich armer tor bin so "
    "klug als wie zuvor zwar gescheiter alle die laffen doktoren magister schreiber pfaffen mich plagen keine skrupel "
    "noch zweifel fürchte weder vor hölle teufel dafür ist mir auch freud entrissen"
).split()


def make_data():
    chance = random.Random(12)

    def prose(count):
        return " ".join(chance.choice(WORDS) for _ in range(count))

    def ascii_words(count):
        return prose(count).encode("ascii", "ignore").decode()

    def filled(make_part):
        parts, size = [], 0
        while size < DATA_BYTES:
            parts.append(make_part())
            size += len(parts[-1])
        return b"".join(parts)

    def record():
        fields = {"id": chance.randrange(10**9), "name": ascii_words(2), "tags": ascii_words(5).split()}
        return (json.dumps(fields) + ",\n").encode()

    def row():
        return (f'<tr class="c{chance.randrange(9)}"><td>{ascii_words(3)}</td><td>{ascii_words(9)}</td></tr>\n').encode()

    def pdf_object():
        number = chance.randrange(10**4)
        return b"%d 0 obj\n<< /Length 2000 /Filter /FlateDecode >>\nstream\n%s\nendstream\nendobj\n" % (
            number,
            chance.randbytes(2_000),
        )

    def bitmap_line():
        start = chance.randrange(256)
        return bytes((start + x // 8 + chance.randrange(3)) & 0xFF for x in range(512))

    return {
        "json": (filled(record), False),
        "bitmap": (filled(bitmap_line), True),
        "prose": (filled(lambda: (prose(11) + ",\r\n").encode()), True),
        "html": (filled(row), False),
        "pdf": (filled(pdf_object), True),
    }


class Echo(WebSocketClientProtocol):
    """One connection, which is one case."""

    def onOpen(self):
        self.received = 0
        self.at = 0
        self.send_one()

    def send_one(self):
        case = self.factory.case
        data, binary = self.factory.data[case["data"]]
        until = (self.at + case["bytes"]) % len(data)
        self.sent = data[self.at : until] if until > self.at else data[self.at :] + data[:until]
        self.at = until
        self.sendMessage(self.sent, binary)

    def onMessage(self, payload, isBinary):
        case = self.factory.case
        if payload != self.sent or isBinary != self.factory.data[case["data"]][1]:
            self.factory.wrong = f"echo {self.received + 1}: {len(payload)} bytes, binary: {isBinary}"
            self.sendClose(1000)
            return
        self.received += 1
        if self.received < case["messages"]:
            self.send_one()
        else:
            self.sendClose(1000)

    def onClose(self, wasClean, code, reason):
        stats = self.trafficStats
        extension = self._perMessageCompress
        self.factory.ended.set_result({
            "id": self.factory.case["id"],
            "received": getattr(self, "received", 0),
            "wrong": self.factory.wrong,
            "clean": wasClean,
            "code": code,
            "reason": reason,
            "compressed": stats.incomingOctetsWebSocketLevel,
            "inflated": stats.incomingOctetsAppLevel,
            "frames": stats.outgoingWebSocketFrames,
            "extension": None if extension is None else extension.__json__(),
        })


async def run(url, data, case):
    loop = asyncio.get_running_loop()
    factory = WebSocketClientFactory(url)
    factory.protocol = Echo
    factory.case = case
    factory.data = data
    factory.wrong = None
    factory.ended = loop.create_future()
    factory.setProtocolOptions(
        closeHandshakeTimeout=20,  # A second, as it is else, is short beside other tests.
        autoFragmentSize=case["fragment"],
        perMessageCompressionOffers=[
            PerMessageDeflateOffer(request_no_context_takeover=no_context, request_max_window_bits=window)
            for no_context, window in case["offers"]
        ],
        perMessageCompressionAccept=lambda response: PerMessageDeflateResponseAccept(response)
        if isinstance(response, PerMessageDeflateResponse)
        else None,
    )
    await loop.create_connection(factory, factory.host, factory.port)
    return await asyncio.wait_for(factory.ended, CASE_SECONDS)


async def main(url, file):
    data = make_data()
    with open(file, encoding="utf-8") as cases:
        for case in json.load(cases):
            print(json.dumps(await run(url, data, case)), flush=True)


asyncio.run(main(*sys.argv[1:]))
