"""Make the register"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "carrier",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column(
            "name_key",
            sa.String(length=200).with_variant(sa.String(length=200, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("tax_number", sa.String(length=40), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("phone", sa.String(length=40), nullable=False),
        sa.Column("email", sa.String(length=120), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier")),
        sa.UniqueConstraint("digest", name=op.f("uq_carrier_digest")),
    )
    op.create_table(
        "catalogue_entry",
        sa.Column("code", sa.String(length=3), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=False),
        sa.Column(
            "deficiency_class",
            sa.Enum(
                "P",
                "M",
                "I",
                name="deficiencyclass",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "severity",
            sa.Enum(
                "may_continue",
                "report_by",
                "held",
                name="severity",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "bears_on",
            sa.Enum(
                "unit",
                "journey",
                name="bears",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "needs",
            sa.Enum(
                "weigh",
                "measure",
                "inspect",
                "documents",
                name="capability",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "quantity",
            sa.Enum(
                "gross_mass",
                "axle_load",
                "axle_group_load",
                "axle_spacing",
                "length",
                "width",
                "height",
                "rear_overhang",
                name="quantity",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("document_kind", sa.String(length=20), nullable=True),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.Column("basis", sa.JSON(), nullable=False),
        sa.Column("removal", sa.JSON(), nullable=False),
        sa.Column("evidence", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code", "version", name=op.f("pk_catalogue_entry")),
    )
    op.create_table(
        "document_kind",
        sa.Column("code", sa.String(length=20), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_document_kind")),
    )
    op.create_table(
        "place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=4), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "checkpoint",
                "external_post",
                name="placekind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "side",
            sa.Enum("BY", "RU", name="side", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("name", sa.JSON(), nullable=False),
        sa.Column("counterpart", sa.JSON(), nullable=True),
        sa.Column("region", sa.JSON(), nullable=False),
        sa.Column("address", sa.JSON(), nullable=False),
        sa.Column("road", sa.String(length=40), nullable=False),
        sa.Column("neighbour", sa.String(length=2), nullable=False),
        sa.Column("latitude", sa.Double(), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=False),
        sa.Column("timezone", sa.String(length=40), nullable=False),
        sa.Column("hours", sa.String(length=11), nullable=False),
        sa.Column("capabilities", sa.JSON(), nullable=False),
        sa.Column("spelling_keys", sa.Text(), nullable=False),
        sa.Column("trucks_open", sa.Boolean(), nullable=False),
        sa.Column("closed_from", sa.Date(), nullable=True),
        sa.Column("closed_until", sa.Date(), nullable=True),
        sa.Column("note", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place")),
        sa.UniqueConstraint("code", name=op.f("uq_place_code")),
    )
    op.create_table(
        "register",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("demonstration", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_register")),
    )
    op.create_table(
        "wrong_codes",
        sa.Column("subject", sa.String(length=64), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("forgotten_at", sa.DateTime(), nullable=False),
        sa.PrimaryKeyConstraint("subject", name=op.f("pk_wrong_codes")),
    )
    with op.batch_alter_table("wrong_codes", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_wrong_codes_forgotten_at"), ["forgotten_at"], unique=False
        )

    op.create_table(
        "number_series",
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_number_series_place_id")),
        sa.PrimaryKeyConstraint("place_id", "year", name=op.f("pk_number_series")),
    )
    op.create_table(
        "person",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column(
            "name_key",
            sa.String(length=120).with_variant(sa.String(length=120, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("stamp", sa.String(length=20), nullable=False),
        sa.Column(
            "side",
            sa.Enum("BY", "RU", name="side", native_enum=False, create_constraint=True, length=32),
            nullable=False,
        ),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column(
            "language",
            sa.Enum(
                "ru",
                "be",
                "en",
                name="language",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("password", sa.String(length=255), nullable=False),
        sa.Column("one_time_password", sa.Boolean(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("fs_uniquifier", sa.String(length=64), nullable=False),
        sa.Column("failed_sign_ins", sa.Integer(), nullable=False),
        sa.Column("locked_until", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_person_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_person")),
        sa.UniqueConstraint("fs_uniquifier", name=op.f("uq_person_fs_uniquifier")),
        sa.UniqueConstraint("login", name=op.f("uq_person_login")),
    )
    op.create_table(
        "held_role",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "name",
            sa.Enum(
                "inspector",
                "checkpoint_officer",
                "exit_officer",
                "carrier",
                "supervisor",
                "administrator",
                "auditor",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_held_role_person_id")),
        sa.PrimaryKeyConstraint("person_id", "name", name=op.f("pk_held_role")),
    )
    op.create_table(
        "notice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "status",
            sa.Enum(
                "draft",
                "issued",
                "routed",
                "at_checkpoint",
                "outstanding",
                "cleared",
                "exited",
                "annulled",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=True),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("issuer_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("issued_at", sa.DateTime(), nullable=True),
        sa.Column("deadline", sa.DateTime(), nullable=True),
        sa.Column("checkpoint_id", sa.Integer(), nullable=True),
        sa.Column(
            "language",
            sa.Enum(
                "ru",
                "be",
                "en",
                name="language",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("carrier_id", sa.Integer(), nullable=True),
        sa.Column("driver_surname", sa.String(length=80), nullable=False),
        sa.Column(
            "driver_key",
            sa.String(length=80).with_variant(sa.String(length=80, collation="C"), "postgresql"),
            nullable=False,
        ),
        sa.Column("driver_given_names", sa.String(length=120), nullable=False),
        sa.Column("driver_citizenship", sa.String(length=2), nullable=False),
        sa.Column("driver_document", sa.String(length=40), nullable=False),
        sa.Column("driver_phone", sa.String(length=40), nullable=False),
        sa.Column(
            "carriage",
            sa.Enum(
                "bilateral",
                "transit",
                "third_country",
                "empty",
                "passengers",
                name="carriage",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("origin_country", sa.String(length=2), nullable=False),
        sa.Column("destination", sa.String(length=120), nullable=False),
        sa.Column("destination_country", sa.String(length=2), nullable=False),
        sa.Column("exit_post_id", sa.Integer(), nullable=True),
        sa.Column("cargo", sa.String(length=300), nullable=False),
        sa.Column(
            "acknowledgement",
            sa.Enum(
                "on_screen",
                "on_paper",
                "refused",
                name="acknowledgement",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("acknowledged_at", sa.DateTime(), nullable=True),
        sa.Column("witness", sa.String(length=120), nullable=False),
        sa.Column("signature_stroke", sa.Text(), nullable=False),
        sa.Column(
            "severity",
            sa.Enum(
                "may_continue",
                "report_by",
                "held",
                name="severity",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("remaining", sa.Integer(), nullable=False),
        sa.Column("advice_version", sa.Integer(), nullable=False),
        sa.Column("confirmed_by_id", sa.Integer(), nullable=True),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["carrier_id"], ["carrier.id"], name=op.f("fk_notice_carrier_id")),
        sa.ForeignKeyConstraint(
            ["checkpoint_id"], ["place.id"], name=op.f("fk_notice_checkpoint_id")
        ),
        sa.ForeignKeyConstraint(
            ["confirmed_by_id"], ["person.id"], name=op.f("fk_notice_confirmed_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["exit_post_id"], ["place.id"], name=op.f("fk_notice_exit_post_id")
        ),
        sa.ForeignKeyConstraint(["issuer_id"], ["person.id"], name=op.f("fk_notice_issuer_id")),
        sa.ForeignKeyConstraint(["post_id"], ["place.id"], name=op.f("fk_notice_post_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice")),
        sa.UniqueConstraint("number", name=op.f("uq_notice_number")),
    )
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_carrier_id"), ["carrier_id"], unique=False)
        batch_op.create_index("ix_notice_deadline", ["status", "deadline", "id"], unique=False)
        batch_op.create_index("ix_notice_driver", ["driver_key", "id"], unique=False)
        batch_op.create_index(
            "ix_notice_expected",
            ["checkpoint_id", "severity", "deadline", "id"],
            unique=False,
            sqlite_where=sa.text("status IN ('routed', 'outstanding')"),
            postgresql_where=sa.text("status IN ('routed', 'outstanding')"),
        )
        batch_op.create_index("ix_notice_issued", ["issued_at", "id"], unique=False)
        batch_op.create_index("ix_notice_issuer", ["issuer_id", "id"], unique=False)
        batch_op.create_index("ix_notice_post", ["post_id", "status", "id"], unique=False)
        batch_op.create_index(
            "ix_notice_queue", ["checkpoint_id", "status", "deadline", "id"], unique=False
        )
        batch_op.create_index("ix_notice_status", ["status", "id"], unique=False)

    op.create_table(
        "draft",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_draft_notice_id")),
        sa.PrimaryKeyConstraint("notice_id", name=op.f("pk_draft")),
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column("notice_version", sa.Integer(), nullable=False),
        sa.Column(
            "status_from",
            sa.Enum(
                "draft",
                "issued",
                "routed",
                "at_checkpoint",
                "outstanding",
                "cleared",
                "exited",
                "annulled",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column(
            "status_to",
            sa.Enum(
                "draft",
                "issued",
                "routed",
                "at_checkpoint",
                "outstanding",
                "cleared",
                "exited",
                "annulled",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=True,
        ),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column(
            "actor_role",
            sa.Enum(
                "inspector",
                "checkpoint_officer",
                "exit_officer",
                "carrier",
                "supervisor",
                "administrator",
                "auditor",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column(
            "actor_side",
            sa.Enum("BY", "RU", name="side", native_enum=False, create_constraint=True, length=32),
            nullable=True,
        ),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("key", sa.String(length=80), nullable=True),
        sa.ForeignKeyConstraint(["actor_id"], ["person.id"], name=op.f("fk_event_actor_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_event_notice_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_event_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sa.UniqueConstraint("key", name=op.f("uq_event_key")),
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_name", ["name", "id"], unique=False)
        batch_op.create_index("ix_event_notice", ["notice_id", "id"], unique=False)
        batch_op.create_index("ix_event_place", ["place_id", "id"], unique=False)

    op.create_table(
        "fine",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=60), nullable=False),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("imposed_on", sa.Date(), nullable=False),
        sa.Column("paid_on", sa.Date(), nullable=True),
        sa.Column("receipt", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_fine_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fine")),
    )
    with op.batch_alter_table("fine", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fine_notice_id"), ["notice_id"], unique=False)

    op.create_table(
        "notice_link",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("earlier_id", sa.Integer(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "link",
                "separate",
                name="duplicateanswer",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(
            ["earlier_id"], ["notice.id"], name=op.f("fk_notice_link_earlier_id")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_notice_link_notice_id")
        ),
        sa.PrimaryKeyConstraint("notice_id", "earlier_id", name=op.f("pk_notice_link")),
    )
    op.create_table(
        "presentation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("ordinal", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(), nullable=False),
        sa.Column("plates_seen", sa.JSON(), nullable=False),
        sa.Column(
            "status_before",
            sa.Enum(
                "draft",
                "issued",
                "routed",
                "at_checkpoint",
                "outstanding",
                "cleared",
                "exited",
                "annulled",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("checkpoint_before_id", sa.Integer(), nullable=True),
        sa.Column("decision", sa.String(length=20), nullable=True),
        sa.Column("decided_at", sa.DateTime(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["checkpoint_before_id"],
            ["place.id"],
            name=op.f("fk_presentation_checkpoint_before_id"),
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["person.id"], name=op.f("fk_presentation_decided_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_presentation_notice_id")
        ),
        sa.ForeignKeyConstraint(
            ["officer_id"], ["person.id"], name=op.f("fk_presentation_officer_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_presentation_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presentation")),
        sa.UniqueConstraint("notice_id", "ordinal", name=op.f("uq_presentation_notice_id_ordinal")),
    )
    op.create_table(
        "unit",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "truck",
                "tractor",
                "bus",
                "trailer",
                "semi_trailer",
                name="unitkind",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("plate", sa.String(length=20), nullable=False),
        sa.Column("plate_key", sa.String(length=20), nullable=False),
        sa.Column("loose_key", sa.String(length=20), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("vin", sa.String(length=17), nullable=False),
        sa.Column("vin_unread", sa.String(length=300), nullable=False),
        sa.Column("make", sa.String(length=60), nullable=False),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_unit_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit")),
        sa.UniqueConstraint("notice_id", "position", name=op.f("uq_unit_notice_id_position")),
    )
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_unit_loose_key"), ["loose_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_plate_key"), ["plate_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_unit_vin"), ["vin"], unique=False)

    op.create_table(
        "deficiency",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("unit_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=3), nullable=False),
        sa.Column("wording_version", sa.Integer(), nullable=False),
        sa.Column(
            "deficiency_class",
            sa.Enum(
                "P",
                "M",
                "I",
                name="deficiencyclass",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("document_kind", sa.String(length=20), nullable=True),
        sa.Column("document_number", sa.String(length=60), nullable=False),
        sa.Column("remark", sa.Text(), nullable=False),
        sa.Column(
            "mark",
            sa.Enum(
                "1", "2", "3", name="mark", native_enum=False, create_constraint=True, length=32
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(
            ["code", "wording_version"],
            ["catalogue_entry.code", "catalogue_entry.version"],
            name=op.f("fk_deficiency_code_wording_version"),
        ),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_deficiency_notice_id")),
        sa.ForeignKeyConstraint(["unit_id"], ["unit.id"], name=op.f("fk_deficiency_unit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deficiency")),
    )
    with op.batch_alter_table("deficiency", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_deficiency_notice_id"), ["notice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_deficiency_unit_id"), ["unit_id"], unique=False)

    op.create_table(
        "exit_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("plates", sa.JSON(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum(
                "may_leave",
                "held",
                "cannot_tell",
                name="exitanswer",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("notices", sa.JSON(), nullable=False),
        sa.Column("lookalikes", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.String(length=20), nullable=True),
        sa.Column("outcome_event_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_exit_question_event_id")),
        sa.ForeignKeyConstraint(
            ["outcome_event_id"], ["event.id"], name=op.f("fk_exit_question_outcome_event_id")
        ),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_exit_question_place_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_exit_question")),
    )
    with op.batch_alter_table("exit_question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_exit_question_asked_at"), ["asked_at"], unique=False)
        batch_op.create_index("ix_exit_question_place", ["place_id", "id"], unique=False)

    op.create_table(
        "notice_version",
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event_id"], ["event.id"], name=op.f("fk_notice_version_event_id")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_notice_version_notice_id")
        ),
        sa.PrimaryKeyConstraint("notice_id", "version", name=op.f("pk_notice_version")),
    )
    op.create_table(
        "stored_paper",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.Column(
            "kind",
            sa.Enum(
                "deficiency_notice",
                "routing_advice",
                "record_of_presentation",
                "confirmation_of_removal",
                "refusal",
                "withdrawal_of_confirmation",
                "exit_permit",
                "corrected_notice",
                "annulment",
                "turn_back",
                name="paper",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "language",
            sa.Enum(
                "ru",
                "be",
                "en",
                name="language",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("due", sa.DateTime(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("failure", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_stored_paper_event_id")),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_stored_paper_notice_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_paper")),
    )
    with op.batch_alter_table("stored_paper", schema=None) as batch_op:
        batch_op.create_index("ix_stored_paper_notice", ["notice_id", "id"], unique=False)
        batch_op.create_index("ix_stored_paper_owed", ["sha256", "due", "id"], unique=False)

    op.create_table(
        "attachment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("deficiency_id", sa.Integer(), nullable=True),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("media_type", sa.String(length=40), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["deficiency_id"], ["deficiency.id"], name=op.f("fk_attachment_deficiency_id")
        ),
        sa.ForeignKeyConstraint(["event_id"], ["event.id"], name=op.f("fk_attachment_event_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notice.id"], name=op.f("fk_attachment_notice_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachment")),
    )
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_attachment_deficiency_id"), ["deficiency_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_attachment_notice_id"), ["notice_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_attachment_sha256"), ["sha256"], unique=False)

    op.create_table(
        "marking",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("presentation_id", sa.Integer(), nullable=False),
        sa.Column("deficiency_id", sa.Integer(), nullable=False),
        sa.Column(
            "mark",
            sa.Enum(
                "1", "2", "3", name="mark", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("officer_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("document_number", sa.String(length=60), nullable=False),
        sa.Column("document_date", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("legal_ground", sa.String(length=300), nullable=False),
        sa.Column("carried_over", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["deficiency_id"], ["deficiency.id"], name=op.f("fk_marking_deficiency_id")
        ),
        sa.ForeignKeyConstraint(["officer_id"], ["person.id"], name=op.f("fk_marking_officer_id")),
        sa.ForeignKeyConstraint(["place_id"], ["place.id"], name=op.f("fk_marking_place_id")),
        sa.ForeignKeyConstraint(
            ["presentation_id"], ["presentation.id"], name=op.f("fk_marking_presentation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_marking")),
        sa.UniqueConstraint(
            "presentation_id",
            "deficiency_id",
            name=op.f("uq_marking_presentation_id_deficiency_id"),
        ),
    )
    with op.batch_alter_table("marking", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_marking_deficiency_id"), ["deficiency_id"], unique=False
        )

    op.create_table(
        "measurement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=False),
        sa.Column("deficiency_id", sa.Integer(), nullable=True),
        sa.Column("presentation_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column(
            "quantity",
            sa.Enum(
                "gross_mass",
                "axle_load",
                "axle_group_load",
                "axle_spacing",
                "length",
                "width",
                "height",
                "rear_overhang",
                name="quantity",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("limit", sa.Integer(), nullable=False),
        sa.Column("error", sa.Integer(), nullable=False),
        sa.Column("tolerance", sa.Integer(), nullable=False),
        sa.Column("instrument", sa.String(length=80), nullable=False),
        sa.Column("verified_until", sa.Date(), nullable=True),
        sa.Column("taken_on", sa.Date(), nullable=False),
        sa.Column("act", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["deficiency_id"], ["deficiency.id"], name=op.f("fk_measurement_deficiency_id")
        ),
        sa.ForeignKeyConstraint(
            ["notice_id"], ["notice.id"], name=op.f("fk_measurement_notice_id")
        ),
        sa.ForeignKeyConstraint(
            ["presentation_id"], ["presentation.id"], name=op.f("fk_measurement_presentation_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_measurement")),
    )
    with op.batch_alter_table("measurement", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_measurement_deficiency_id"), ["deficiency_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_measurement_notice_id"), ["notice_id"], unique=False)

    op.create_table(
        "named_notice",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=24), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["exit_question.id"], name=op.f("fk_named_notice_question_id")
        ),
        sa.PrimaryKeyConstraint("question_id", "number", name=op.f("pk_named_notice")),
    )
    with op.batch_alter_table("named_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_named_notice_number"), ["number"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("named_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_named_notice_number"))

    op.drop_table("named_notice")
    with op.batch_alter_table("measurement", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_measurement_notice_id"))
        batch_op.drop_index(batch_op.f("ix_measurement_deficiency_id"))

    op.drop_table("measurement")
    with op.batch_alter_table("marking", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_marking_deficiency_id"))

    op.drop_table("marking")
    with op.batch_alter_table("attachment", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_attachment_sha256"))
        batch_op.drop_index(batch_op.f("ix_attachment_notice_id"))
        batch_op.drop_index(batch_op.f("ix_attachment_deficiency_id"))

    op.drop_table("attachment")
    with op.batch_alter_table("stored_paper", schema=None) as batch_op:
        batch_op.drop_index("ix_stored_paper_owed")
        batch_op.drop_index("ix_stored_paper_notice")

    op.drop_table("stored_paper")
    op.drop_table("notice_version")
    with op.batch_alter_table("exit_question", schema=None) as batch_op:
        batch_op.drop_index("ix_exit_question_place")
        batch_op.drop_index(batch_op.f("ix_exit_question_asked_at"))

    op.drop_table("exit_question")
    with op.batch_alter_table("deficiency", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_deficiency_unit_id"))
        batch_op.drop_index(batch_op.f("ix_deficiency_notice_id"))

    op.drop_table("deficiency")
    with op.batch_alter_table("unit", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_unit_vin"))
        batch_op.drop_index(batch_op.f("ix_unit_plate_key"))
        batch_op.drop_index(batch_op.f("ix_unit_loose_key"))

    op.drop_table("unit")
    op.drop_table("presentation")
    op.drop_table("notice_link")
    with op.batch_alter_table("fine", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fine_notice_id"))

    op.drop_table("fine")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("ix_event_place")
        batch_op.drop_index("ix_event_notice")
        batch_op.drop_index("ix_event_name")

    op.drop_table("event")
    op.drop_table("draft")
    with op.batch_alter_table("notice", schema=None) as batch_op:
        batch_op.drop_index("ix_notice_status")
        batch_op.drop_index("ix_notice_queue")
        batch_op.drop_index("ix_notice_post")
        batch_op.drop_index("ix_notice_issuer")
        batch_op.drop_index("ix_notice_issued")
        batch_op.drop_index(
            "ix_notice_expected",
            sqlite_where=sa.text("status IN ('routed', 'outstanding')"),
            postgresql_where=sa.text("status IN ('routed', 'outstanding')"),
        )
        batch_op.drop_index("ix_notice_driver")
        batch_op.drop_index("ix_notice_deadline")
        batch_op.drop_index(batch_op.f("ix_notice_carrier_id"))

    op.drop_table("notice")
    op.drop_table("held_role")
    op.drop_table("person")
    op.drop_table("number_series")
    with op.batch_alter_table("wrong_codes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_wrong_codes_forgotten_at"))

    op.drop_table("wrong_codes")
    op.drop_table("register")
    op.drop_table("place")
    op.drop_table("document_kind")
    op.drop_table("catalogue_entry")
    op.drop_table("carrier")
