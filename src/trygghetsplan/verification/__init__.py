"""Whether a document is what git holds: its stamp read, the document made again and compared byte by byte."""
