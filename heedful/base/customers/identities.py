"""Identities as they are kept, however they were typed."""

import unicodedata
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from django.conf import settings
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from heedful.base.customers.models import IdentityKind
from heedful.base.org.countries import country_code

LONGEST = 254
SALT = "heedful.customers.erased"


# What files and programs call the kinds.
FIELDS: Mapping[str, str] = MappingProxyType(
    {
        "email": IdentityKind.EMAIL,
        "phone": IdentityKind.PHONE,
        "customer_number": IdentityKind.EXTERNAL,
    }
)


class NotAnIdentity(ValueError):
    """The value is no address, number or key; the sentence says what would be.

    `field` is the name under which a file or a program gave it.
    """

    field = ""


def normal(kind: str, value: str, *, country: str = "") -> str:
    """Return the one way in which this identity is kept. Raises NotAnIdentity.

    `country`, by its two letters or its name, reads telephone numbers without a country code.
    """
    text = unicodedata.normalize("NFKC", value).replace("\0", "").strip()
    if not text or len(text) > LONGEST:
        raise NotAnIdentity(_("This is empty or longer than 254 characters."))
    match kind:
        case IdentityKind.EMAIL:
            return _email(text)
        case IdentityKind.PHONE:
            return _phone(text, country)
        case IdentityKind.EXTERNAL:
            return text
    raise NotAnIdentity(_("A customer is known by e-mail, telephone or customer number."))


def normal_all(
    identities: Iterable[tuple[str, str]], *, country: str = ""
) -> tuple[tuple[str, str], ...]:
    """Read several, each once. Raises NotAnIdentity."""
    pairs = [(str(kind), normal(kind, value, country=country)) for kind, value in identities]
    return tuple(dict.fromkeys(pairs))


def read_fields(given: Mapping[str, str], *, country: str = "") -> tuple[tuple[str, str], ...]:
    """Read what a file or a program tells of a customer. Raises NotAnIdentity with its field."""
    pairs = []
    for field, kind in FIELDS.items():
        if text := given.get(field, ""):
            try:
                pairs.append((str(kind), normal(kind, text, country=country)))
            except NotAnIdentity as error:
                error.field = field
                raise
    return tuple(pairs)


def digest(kind: str, value: str) -> bytes:
    """Return the keyed hash by which an erased identity is known again, and nothing more."""
    return salted_hmac(
        SALT, f"{kind}:{value}", secret=settings.SECRET_KEY, algorithm="sha256"
    ).digest()


def _email(text: str) -> str:
    name, at, host = text.casefold().rpartition("@")
    fine = at and name and "." in host and not any(one.isspace() for one in text)
    try:
        bare = host.encode("idna").decode("ascii")
    except UnicodeError:
        fine, bare = "", ""
    # Anything that could begin another header or recipient is refused.
    if not fine or set(name) & set('",;:<>()[]\\@'):
        raise NotAnIdentity(_("This is not an e-mail address like name@example.com."))
    return f"{name}@{bare}"


def _phone(text: str, country: str) -> str:
    import phonenumbers  # noqa: PLC0415  # its tables are large, and few pages need them

    try:
        number = phonenumbers.parse(text, country_code(country) or None)
    except phonenumbers.NumberParseException as error:
        raise NotAnIdentity(_("This is not a telephone number like +44 20 7946 0000.")) from error
    if not phonenumbers.is_possible_number(number):
        raise NotAnIdentity(_("This telephone number is too short or too long."))
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
