"""Keys of a telephone for sipp: its packaged recordings, each made younger than the one before.

A telephone server ignores a key (RFC 4733) whose time lies before that of the last one, and the
recordings were made in the order of the keypad.
"""

import struct
from pathlib import Path

RECORDED = Path("/usr/share/sip-tester")
NAMES = {"#": "pound", "*": "star"}
FILE_HEADER, PACKET_HEADER, ETHERNET, UDP = 24, 16, 14, 8


def press(keys, *, folder):
    """Write the recordings and return the steps of the scenario: (pause before, key) each.

    The key "speak" is three seconds of noise in place of a key.
    """
    steps = []
    for number, (pause, key) in enumerate(keys, 1):
        if key == "speak":
            steps.append(
                f' <pause milliseconds="{pause}"/>\n{speak(3, folder=folder, number=number)}'
            )
            continue
        file = folder / f"key{number}.pcap"
        recorded = RECORDED / f"dtmf_2833_{NAMES.get(key, key)}.pcap"
        file.write_bytes(_younger(recorded.read_bytes(), number))
        play = f'<nop><action><exec play_pcap_audio="{file}"/></action></nop>'
        steps.append(f' <pause milliseconds="{pause}"/>\n {play}\n')
    return "".join(steps)


def speak(seconds, *, folder, number):
    """Write a noise as it travels on the telephone (G.711), as if somebody said something."""
    packets = []
    for count in range(seconds * 50):
        sound = bytes((count * 7 + each * 37) % 256 for each in range(160))
        head = struct.pack(
            ">BBHII", 0x80, 0, 1000 * number + count, 100_000 * number + 160 * count, 7
        )
        udp = struct.pack(">4H", 4000, 4000, UDP + len(head) + len(sound), 0)
        whole = 20 + len(udp) + len(head) + len(sound)
        ip = struct.pack(
            ">BBHHHBBH4s4s", 0x45, 0, whole, 0, 0, 64, 17, 0, b"\x7f\0\0\1", b"\x7f\0\0\1"
        )
        frame = b"\0" * 12 + b"\x08\0" + ip + udp + head + sound
        at = count * 20_000
        packets.append(struct.pack("<4I", at // 1_000_000, at % 1_000_000, len(frame), len(frame)))
        packets.append(frame)
    header = struct.pack("<IHHiIII", 0xA1B2C3D4, 2, 4, 0, 0, 65535, 1)
    file = folder / f"said{number}.pcap"
    file.write_bytes(header + b"".join(packets))
    return f' <nop><action><exec play_pcap_audio="{file}"/></action></nop>\n'


def _younger(content, number):
    order = "<" if content[:4] == b"\xd4\xc3\xb2\xa1" else ">"
    (network,) = struct.unpack(f"{order}I", content[20:24])
    found, at = bytearray(content), FILE_HEADER
    count = 0
    while at < len(found):
        (length,) = struct.unpack(f"{order}I", found[at + 8 : at + 12])
        ip = at + PACKET_HEADER + (ETHERNET if network == 1 else 0)
        rtp = ip + (found[ip] & 15) * 4 + UDP
        struct.pack_into(">HI", found, rtp + 2, 1000 * number + count, 100_000 * number)
        at, count = at + PACKET_HEADER + length, count + 1
    return bytes(found)
