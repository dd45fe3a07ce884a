"""SEC001: a password or another secret in the record."""

from __future__ import annotations

from collections.abc import Iterator

from validator.checks.base import AttributeCheck, AttributeView, Basis, Harm, Hit, Looks, quote, txt
from validator.checks.txt.placeholder_value import is_placeholder
from validator.rules.secrets import is_credential, is_secret_value, secret_in_key


def run(view: AttributeView) -> Iterator[Hit]:
    """Report the key and never the value, even if the report may show secrets."""
    attribute = view.attribute
    if attribute.value is None and secret_in_key(attribute.raw) is not None:
        message = f"the string {quote(attribute.raw)} holds a credential in clear text"
        yield Hit(message, "remove it from the record, change the credential, and let the service ask for it")
    if not is_secret_value(attribute.key, attribute.value, view.bound) or is_placeholder(attribute.value or b""):
        return
    key = quote(attribute.key)
    if is_credential(attribute.key, view.bound):
        message = f"{key} publishes a credential in clear text"
    else:
        message = f"the value of {key} holds a credential in clear text"
    yield Hit(message, "remove it from the record, change the credential, and let the service ask for it")


_RULE = (
    "service: spx-hmp\ndefinition: keys\nkeys:\n  p: {}\n  code: {sensitive: credential}\n  token: {sensitive: false}\n"
)

CHECK = AttributeCheck(
    code="SEC001",
    slug="clear-text-credential",
    looks=Looks.SECRET,
    title="The record publishes a password or another credential",
    basis=Basis.DISCLOSED,
    source="RFC 8882 section 3.2.4",
    covers=("P4", "P9"),
    why="Multicast DNS hands the record to every device on the network, guests and their malware included, and caches"
    " and logs keep it. The keys u and p of old registrations are meant for public accounts only.",
    remedy="Take the credential out of the record and change it: it has been read already.",
    fires=(
        txt("password=hunter2"),
        txt("p=hunter2", service="_ssh._tcp"),
        txt("code=1", rule=_RULE),
        txt("url=http://admin:hunter2@192.0.2.7/"),
        txt("login=user=admin password=hunter2"),
        txt("pw:hunter2"),
    ),
    silent=(
        txt("pw=false", "Password=0", "requires_api_password=true", "password="),
        txt("time:12:30", "pw:no"),
        txt("pk=f1b4d6", "passreq=2", "password"),
        txt("p=80", "token=abc", rule=_RULE),
    ),
    keywords=("sensitive",),
    harm=Harm.DISCLOSES,
    run=run,
)
