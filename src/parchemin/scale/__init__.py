"""Beyond one machine: the same compiled graph over partitioned Parquet, here or on a Ray cluster, same bytes out."""

from parchemin.scale.engines import decide, decide_folder
from parchemin.scale.partitions import Partition, partitions, read, split

__all__ = ["Partition", "decide", "decide_folder", "partitions", "read", "split"]
