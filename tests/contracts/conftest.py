"""The pages in these tests start as in the tests of the pages."""

from tests.ui.conftest import folder, trainer

__all__ = ["folder", "trainer"]
