"""Documents with bytes that nobody wrote: they are read, or it is said why not."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sayso.errors import UnreadableInput
from sayso.ingest import read_document
from sayso.ingest.files import read_bytes
from sayso.types import Report, Unread
from tests.conftest import TESTS
from tests.ingest.files import mail, word

SAID = "The ferry ran aground on Friday morning, the harbour office said, and four boats came to help it."
WHOLE = {
    "a.docx": word(["PRESS RELEASE", SAID, "ENDS"], title="Ferry aground", head="Harbour Office of Fell"),
    "a.eml": mail(SAID, ("a.docx", word([SAID]), "application/msword"), html=f"<p>{SAID}</p>").as_bytes(),
    "feed.json": (TESTS / "cases" / "linkeddata" / "feed.json").read_bytes(),
    "check.html": (TESTS / "cases" / "linkeddata" / "check.html").read_bytes(),
}
EDITS = st.lists(
    st.tuples(st.floats(0, 1), st.sampled_from(["put", "cut", "again"]), st.binary(max_size=12)), max_size=8
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(sorted(WHOLE)), EDITS)
def test_broken_documents_are_read_or_named(name: str, edits: list[tuple[float, str, bytes]]) -> None:
    data = bytearray(WHOLE[name])
    for where, how, new in edits:
        at = int(where * len(data))
        if how == "put":
            data[at : at + len(new)] = new
        elif how == "cut":
            del data[at : at + 3 * len(new)]
        else:
            data[at:at] = data[at : at + 9 * len(new)]
    try:
        found = [read_document(document) for document in read_bytes(bytes(data), name, name)]
    except UnreadableInput as error:
        found = [Unread(id="", source=error.source, kind=error.kind, message=error.message)]
    assert found
    for one in found:
        if isinstance(one, Report):
            assert one.offsets.length == len(one.text)
            assert all(0 <= p.start < p.end <= len(one.text) for p in one.parts)
        else:
            assert one.message
