"""The names that the writer of a workbook and its reader agree on."""

SHEET, GUIDE, MEMORY = "Uppföljning", "Läs först", "_trygghet"
KEY_HEADING = "Nyckel"
ANSWER_HEADING = "Svar"
