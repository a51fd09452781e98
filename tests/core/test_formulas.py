"""An audit is scored by its own formula or not at all."""

import pytest

from audit.core import formulas
from audit.core.formulas import UnknownFormulaError
from audit.core.scoring import FORMULA


def test_the_formula_of_today_is_known() -> None:
    formulas.check(FORMULA)


@pytest.mark.parametrize("number", [FORMULA + 1, 0, -1, 999_999])
def test_another_one_is_a_sentence(number: int) -> None:
    with pytest.raises(UnknownFormulaError, match=rf"formula {number}, which this Self-Audit does not know"):
        formulas.check(number)
