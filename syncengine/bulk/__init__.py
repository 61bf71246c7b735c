"""The bulk door: two files of people are linked, or ghosts found in one, with the engine's matching and no account.

``encodings`` and ``layout`` find out how a file is written, ``headings`` and ``mapping`` what its columns mean,
``sheet`` and ``reading`` turn it into rows, ``crew`` and ``linking`` compare them with all processors, ``links`` keeps
what came out, ``run`` is the whole of it.
"""

from syncengine.bulk.complaints import Abandoned as Abandoned
from syncengine.bulk.complaints import CannotMatch as CannotMatch
from syncengine.bulk.looking import Looked as Looked
from syncengine.bulk.looking import Request as Request
from syncengine.bulk.looking import look as look
from syncengine.bulk.run import Report as Report
from syncengine.bulk.run import match as match
