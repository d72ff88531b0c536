"""A school's records for one regulation: a folder of files, read into cohorts or refused with every reason."""

from parchemin.records.demo import demo
from parchemin.records.layout import RecordTable, layout
from parchemin.records.reading import read
from parchemin.records.remarks import remarks
from parchemin.records.writing import write, write_empty

__all__ = ["RecordTable", "demo", "layout", "read", "remarks", "write", "write_empty"]
