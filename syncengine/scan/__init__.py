"""What is wrong today, in two systems or in two files exported from them: read, matched, judged; nothing is written to
any system.

``files`` and ``systems`` gather a Survey, each in its own way; ``judging`` turns any Survey into a Scan; ``ghosts``,
``both``, ``handoffs``, ``optouts``, ``quality`` and ``disagreeing`` are what it looks for.
"""

from syncengine.scan.findings import Finding as Finding
from syncengine.scan.findings import Scan as Scan
from syncengine.scan.judging import judge as judge
from syncengine.scan.survey import Survey as Survey
