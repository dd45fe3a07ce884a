"""What a rule file says of several keys, of keys and names, and of several services of one device."""

from typing import Literal

from msgspec import Struct, field

from validator.rules.schema.value import Agreement, Constraint, Statement, spelling


class Demand(Constraint, frozen=True, forbid_unknown_fields=True, omit_defaults=True, rename=spelling):
    """What a key must be where a condition holds."""

    required: bool | None = None
    """The key must be there."""
    recommended: bool | None = None
    """The key should be there."""


class If(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """Holds where everything in it does; what an announcement does not tell does not hold."""

    keys: dict[str, Constraint] = {}
    """Keys that are present, each with a value as described; {} accepts any, and none."""
    subtype: str | None = None
    """A subtype that is announced."""
    instance: Constraint | None = None
    """What the instance name is like."""
    host: Constraint | None = None
    """What the first label of the host is like."""
    port: Constraint | None = None
    """What the port is like, as decimal text."""


class Then(Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=True):
    """What is demanded of keys, and of the port."""

    keys: dict[str, Demand | bool] = {}
    """What each key must be; false instead of a description: it must be absent."""
    port: Constraint | None = None
    """What the port must be, as decimal text."""


class Condition(Statement, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True, rename=spelling):
    """Where ``if`` holds, ``then`` must hold, elsewhere ``else``."""

    if_: If
    """What the condition supposes."""
    then: Then | None = None
    """What must hold where it does."""
    else_: Then | None = None
    """What must hold where it does not."""


class KeyGroup(Statement, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True, rename=spelling):
    """Keys whose presence hangs together."""

    keys: tuple[str, ...]
    """The keys."""
    need: Literal["any", "one", "together", "atMostOne"]
    """At least one of them, exactly one, all or none, or no more than one."""


class Companion(Statement, frozen=True, forbid_unknown_fields=True, omit_defaults=True, kw_only=True, rename=spelling):
    """Another service that the same device announces, and in what both must be equal."""

    service: str
    """The service type of the companion, as _ipp._tcp."""
    same: Literal["instance", "host"] = "host"
    """What makes it the same device: the instance name, or the target of the SRV record."""
    need: Literal["required", "recommended", "optional", "forbidden"] = "optional"
    """Whether it must be there."""
    if_: If | None = None
    """Where it is asked for; everywhere where this is absent."""
    port: Constraint | None = None
    """What the port of the companion must be, as decimal text."""
    equal: dict[str, str] = field(default_factory=dict)
    """Keys here, each with the key there that must have the same value."""
    agrees_with: dict[str, tuple[Agreement, ...]] = field(default_factory=dict)
    """Keys here, each with what of the companion must agree with it."""
