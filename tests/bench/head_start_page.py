"""The dashboard as it is, but that only the settings on the page are fitted unasked, and none of those around them."""

import runpy

from churn.work import filling
from tests.serving import ROOT

filling.LONGEST = 0.0  # type: ignore[misc]
runpy.run_path(str(ROOT / "dashboard.py"))
