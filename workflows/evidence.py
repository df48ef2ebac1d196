"""Who sees a piece of evidence, of those who may read its notice."""

from .acts import Actor
from .vocabulary import Role


def may_see(handed_in_by: Role, reader: Actor, post_id: int, checkpoint_id: int | None) -> bool:
    """Whether a reader of the notice sees what a person in this role has handed in.

    A carrier sees its own. What a carrier hands in before arrival is for the checkpoint that is to
    judge it and for the post that issued the notice, besides those who supervise and audit.
    """
    if reader.role is Role.CARRIER:
        return handed_in_by is Role.CARRIER
    concerned = {Role.INSPECTOR: post_id, Role.CHECKPOINT_OFFICER: checkpoint_id}
    if handed_in_by is not Role.CARRIER or reader.role not in concerned:
        return True
    return reader.place_id == concerned[reader.role]
