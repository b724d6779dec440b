"""The statements that phones run most, built once: building one costs more than running it."""

from __future__ import annotations

from sqlalchemy import and_, bindparam, func, select

from questionnaire.storage.workshop_rows import ROOMS, STEPS, VOTES
from questionnaire.storage.workshop_tables import workshop_phones, workshop_steps, workshops
from questionnaire.workshop.room import RoomState, StepState
from questionnaire.workshop.votes import Kind

_VOTING = [state.value for state in StepState if state.voting]
# the columns of a Pulse, for the room of `code` that has not expired at `moment`
PULSE = (
    select(
        select(func.count()).where(workshop_phones.c.workshop_id == ROOMS.id).scalar_subquery().label("phones"),
        *(ROOMS.id, ROOMS.changes, ROOMS.state, ROOMS.open_to_all),
        *(STEPS.id.label("step"), STEPS.state.label("step_state")),
    )
    .select_from(
        workshops.outerjoin(workshop_steps, and_(STEPS.workshop_id == ROOMS.id, STEPS.position == ROOMS.current))
    )
    .where(ROOMS.code == bindparam("code"), ROOMS.expires_at > bindparam("moment"))
)
_MAY_HAVE_SECOND_ROUND = (STEPS.state == StepState.REVEALED.value) & (STEPS.kind == Kind.CRITERION.value)
# the state of `step` when it takes votes: it is the current one of an open room
STATE_OF_VOTING_STEP = (
    select(STEPS.state)
    .join(workshops, (ROOMS.id == STEPS.workshop_id) & (ROOMS.current == STEPS.position))
    .where(
        STEPS.id == bindparam("step"),
        ROOMS.state == RoomState.OPEN.value,
        STEPS.state.in_(_VOTING) | _MAY_HAVE_SECOND_ROUND,
    )
    # a reveal, which locks the step for itself, waits for the votes being stored; votes do not wait for each other
    .with_for_update(read=True, of=workshop_steps)
)
OWN_VOTE = select(VOTES.choice).where(VOTES.step_id == bindparam("step"), VOTES.phone_digest == bindparam("phone"))
REVEALED_VOTE = OWN_VOTE.with_only_columns(VOTES.before)
COUNT_VOTES = select(func.count()).where(VOTES.step_id == bindparam("step"))
COUNT_SECOND_ROUND_VOTES = COUNT_VOTES.where(VOTES.again)
COUNT_PHONES = select(func.count()).where(workshop_phones.c.workshop_id == bindparam("number"))
