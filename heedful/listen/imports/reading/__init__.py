"""Files of feedback as batches of text columns. Knows no Django."""

from heedful.listen.imports.reading.batch import RawBatch, Reject, UnreadableFile
from heedful.listen.imports.reading.opening import open_source
from heedful.listen.imports.reading.source import Source

__all__ = ["RawBatch", "Reject", "Source", "UnreadableFile", "open_source"]
