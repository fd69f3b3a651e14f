"""`heedful audit verify`: whether the record of who did what is whole."""

import sys

from heedful.base.audit.queries import verify
from heedful.base.tenancy.domain import within
from heedful.flows.imports import NoTenant, the_tenant

FAULTY, WRONG = 1, 2


def verify_main(*, expect: str | None, tenant: str | None) -> int:
    """Print what was found and the last seal; return the exit code."""
    noted = None
    if expect:
        number, _, seal = expect.partition(":")
        if not number.isdecimal() or len(seal) != 64:
            return _wrong("Give what `heedful audit verify` printed, as NUMBER:SEAL.")
        noted = (int(number), seal)
    try:
        organisation = the_tenant(tenant)
    except NoTenant as error:
        return _wrong(str(error))
    with within(organisation.pk):
        found = verify(tenant_id=organisation.pk, expect=noted)
    for fault in found.faults:
        sys.stdout.write(f"{fault}\n")
    state = "Not whole" if found.faults else "Whole"
    sys.stdout.write(
        f"{state}: {found.entries} entries, the last is\n{found.number}:{found.seal}\n"
    )
    return FAULTY if found.faults else 0


def _wrong(sentence: str) -> int:
    sys.stderr.write(f"{sentence}\n")
    return WRONG
