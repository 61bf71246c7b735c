"""What two traits say together and neither says alone.

That names agree counts less when an address agrees already, since the address was made of the name; that nothing but
the employer agrees counts more when the name is whole.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from syncengine.core.matching.comparing.hands import Level
from syncengine.core.matching.comparing.names import AGREEMENT

_CONTACTS = (
    "no contact in common, none differs",
    "no contact in common, one differs",
    "no contact in common, two differ",
    "no contact in common, three differ",
    "a contact in common",
)
CONTACT_AND_NAME = tuple(f"{contact}, {agreement}" for contact in _CONTACTS for agreement in AGREEMENT)
_WORK = ("employer not said", "same employer", "other employer")
WORK_AND_NAME = tuple(f"{work}, {agreement}" for work in _WORK for agreement in AGREEMENT)


def compare_together(
    levels: dict[str, Level], agreement: NDArray[np.int8], employer: NDArray[np.int8]
) -> dict[str, Level]:
    """Levels of pairs of traits. ``levels`` must have those of the contacts."""
    email, phone, linkedin = levels["e-mail"], levels["phone"], levels["LinkedIn"]
    common = ((email >= 1) & (email <= 5)) | ((phone >= 1) & (phone <= 5)) | (linkedin == 1) | (linkedin == 2)
    differ = (email >= 11).astype(np.int16) + (phone >= 6) + (linkedin >= 3)
    contacts = np.where(common, 4, differ)
    return {
        "contacts and name": (contacts * len(AGREEMENT) + agreement).astype(np.int16),
        "employer and name": (employer.astype(np.int16) * len(AGREEMENT) + agreement).astype(np.int16),
    }
