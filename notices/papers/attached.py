"""The facts that a paper tells, as data to go with it: what its template has read, nothing else."""

from typing import Any


class Told(dict[str, Any]):
    """Facts that remember which of them were read."""

    def __init__(self, facts: dict[str, Any]) -> None:
        super().__init__((name, remembering(value)) for name, value in facts.items())
        self.read: set[str] = set()

    def __getitem__(self, name: str) -> Any:
        value = super().__getitem__(name)
        self.read.add(name)
        return value

    def get(self, name: str, default: Any = None) -> Any:
        """The fact, or the default where there is none."""
        return self[name] if name in self else default  # noqa: SIM401 (this is `get`)

    def items(self) -> Any:
        """All facts."""
        self.read.update(self)
        return super().items()

    def values(self) -> Any:
        """All facts without their names."""
        self.read.update(self)
        return super().values()


def remembering(value: Any) -> Any:
    """The same facts, all through; each remembers whether it was read."""
    if isinstance(value, dict):
        return Told(value)
    return [remembering(one) for one in value] if isinstance(value, list) else value


def told(value: Any) -> Any:
    """What was read, in the order of the facts."""
    if isinstance(value, Told):
        return {name: told(value[name]) for name in value if name in value.read}
    return [told(one) for one in value] if isinstance(value, list) else value
