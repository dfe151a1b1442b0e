"""Operations of the labour cases, by the names that the cases give them."""

from tests.cases.labour import money, papers, working
from tests.cases.labour.reading import naming_errors

OPERATIONS = {
    name: naming_errors(operation)
    for table in (working.OPERATIONS, money.OPERATIONS, papers.OPERATIONS)
    for name, operation in table.items()
}
