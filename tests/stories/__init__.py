"""Stories: put this here, put that there, sync, expect. `words` has what can be said, `world` where it happens."""

import pytest

pytest.register_assert_rewrite("tests.stories.words", "tests.stories.world")
