"""Make the files that both cleaners are tried on. The name in them is invented: it must not be found after.

    python3 bootstrap.py tests/vectors/clean/make.py

Writes the files beside itself; what stands in the office files is `parts.json`. What is expected of each is
`expected.json`: `tests/cases/test_cleaning.py` and `frontend/tests/clean.test.ts` hold both cleaners to it.
"""

from __future__ import annotations

import io
import json
import struct
import zipfile
from pathlib import Path

from PIL import Image
from PIL.PngImagePlugin import PngInfo

HERE = Path(__file__).parent
MARK = "Verzonnen Maker"
MADE_ON = (2026, 3, 2, 10, 30, 0)


def photo(*, orientation: int) -> bytes:
    """Return a photo with the camera's notes, a comment, and a second picture behind it."""
    notes = Image.Exif()
    notes[0x010F], notes[0x0112], notes[0x013B] = "Camera of " + MARK, orientation, MARK
    notes.get_ifd(0x8825)[1] = "N"
    kept = io.BytesIO()
    Image.new("RGB", (8, 6), (200, 120, 40)).save(
        kept, "JPEG", exif=notes, comment=MARK.encode(), icc_profile=MARK.encode() * 10, quality=60
    )
    return kept.getvalue() + b"\xff\xd8 behind: " + MARK.encode()


def drawing() -> bytes:
    """Return a drawing with text, a date, and a chunk that nobody knows."""
    told = PngInfo()
    told.add_text("Author", MARK)
    told.add_itxt("XML:com.adobe.xmp", f"<x>{MARK}</x>", zip=True)
    told.add(b"tIME", b"\x07\xea\x03\x02\x0a\x1e\x00")
    told.add(b"prVt", MARK.encode())
    kept = io.BytesIO()
    notes = b"Exif\0\0" + MARK.encode()
    Image.new("P", (4, 4), 1).save(kept, "PNG", pnginfo=told, transparency=0, exif=notes)
    return kept.getvalue() + MARK.encode()


def office(parts: dict[str, str]) -> bytes:
    """Return a zip as office programs write it; a part that is a picture names one of the pictures here."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as archive:
        archive.comment = MARK.encode()
        for name, content in parts.items():
            entry = zipfile.ZipInfo(name, MADE_ON)
            entry.compress_type = zipfile.ZIP_STORED if name == "mimetype" else zipfile.ZIP_DEFLATED
            archive.writestr(entry, PICTURES.get(content, content.encode()))
    return kept.getvalue()


def page(*, locked: bool) -> bytes:
    """Return a PDF with a description, XMP, a note with its author, and an object that no page needs."""
    xmp = f"<x:xmpmeta>{MARK}</x:xmpmeta>"
    note = "/Type /Annot /Subtype /Text /Rect [0 0 9 9] /Contents (Kijk hier.)"
    leaf = "/Type /Page /Parent 2 0 R /MediaBox [0 0 99 99] /Contents 4 0 R /Annots [7 0 R]"
    objects = [
        "<< /Type /Catalog /Pages 2 0 R /Metadata 6 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< {leaf} /LastModified (D:20260302) >>",
        "<< /Length 24 >> stream\n1 0 0 RG 9 9 80 80 re S \nendstream",
        f"<< /Author ({MARK}) /Producer (Printer of {MARK}) >>",
        f"<< /Type /Metadata /Subtype /XML /Length {len(xmp)} >> stream\n{xmp}\nendstream",
        f"<< {note} /T ({MARK}) /M (D:20260302) >>",
        f"({MARK}, in a version before)",
    ]
    kept, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(kept))
        kept += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    lock = " /Encrypt << /Filter /Standard /V 1 /R 2 /O (x) /U (x) /P -4 >>" if locked else ""
    trailer = f"trailer\n<< /Size 9 /Root 1 0 R /Info 5 0 R /ID [<01><02>]{lock} >>"
    start = f"startxref\n{len(kept)}\n%%EOF\n"
    return f"{kept}xref\n0 9\n0000000000 65535 f \n{table}{trailer}\n{start}".encode()


def unfolding(whole: bytes) -> bytes:
    """Return a zip that says that it holds far more than it does."""
    place = whole.index(b"PK\1\2") + 24
    return whole[:place] + struct.pack("<I", 2**31) + whole[place + 4 :]


def changed(whole: bytes) -> bytes:
    """Return a zip of which the checksum of the first part is another."""
    place = whole.index(b"PK\1\2") + 16
    return whole[:place] + bytes(4) + whole[place + 4 :]


PICTURES = {"photo.jpg": photo(orientation=6), "upright.jpg": photo(orientation=1), "drawing.png": drawing()}
PARTS = json.loads((HERE / "parts.json").read_text(encoding="utf-8"))
OFFICE = {name: office(parts) for name, parts in PARTS.items()}
OTHER = {
    "photo_cut.jpg": PICTURES["photo.jpg"][:-60],
    "drawing_cut.png": PICTURES["drawing.png"][:-40],
    "unfolding.docx": unfolding(OFFICE["letter.docx"]),
    "changed.docx": changed(OFFICE["letter.docx"]),
    "page.pdf": page(locked=False),
    "locked.pdf": page(locked=True),
    "plain.txt": "Wat er gebeurde, é.\n".encode(),
    "sound.bin": bytes(range(256)),
}

if __name__ == "__main__":
    for name, content in (PICTURES | OFFICE | OTHER).items():
        (HERE / name).write_bytes(content)
