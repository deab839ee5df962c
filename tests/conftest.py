"""What all tests share."""

import os
from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Find the folder with the public tables: CHURN_REAL_DATA names it."""
    folder = os.environ.get("CHURN_REAL_DATA")
    if not folder or not Path(folder, "Customertravel.csv").exists():
        pytest.skip("CHURN_REAL_DATA names no folder with the public tables (Customertravel.csv, BankChurners.csv)")
    return Path(folder).absolute()
