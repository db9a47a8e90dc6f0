"""The tables of who may come in: hashes, roles and what was tried; no passphrase and no token is in them."""

import sqlalchemy as sa

LAYOUT = 2
"""Number of the layout; tables with a higher one are refused."""

METADATA = sa.MetaData()

LAID_OUT = sa.Table(
    "laid_out",
    METADATA,
    sa.Column("one", sa.Integer, sa.CheckConstraint("one = 1"), primary_key=True, autoincrement=False),
    sa.Column("layout", sa.Integer, nullable=False),
)
"""One row: the layout of the tables."""

ACCOUNT = sa.Table(
    "account",
    METADATA,
    sa.Column("id", sa.Text, primary_key=True),
    sa.Column("name", sa.Text, nullable=False),
    sa.Column("folded", sa.Text, nullable=False, unique=True),
    sa.Column("secret", sa.Text),
    sa.Column("roles", sa.Text, nullable=False),
    sa.Column("clearance", sa.Integer, nullable=False),
    sa.Column("sectors", sa.Text, nullable=False),
    sa.Column("is_guest", sa.Boolean(create_constraint=True), nullable=False),
    sa.Column("is_disabled", sa.Boolean(create_constraint=True), nullable=False),
    sa.Column("made_at", sa.Float, nullable=False),
)
"""Everybody who may come in; `secret` is an argon2id hash, and missing until a passphrase is chosen."""

SESSION = sa.Table(
    "session",
    METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("account", sa.Text, sa.ForeignKey("account.id"), nullable=False, index=True),
    sa.Column("began_at", sa.Float, nullable=False),
    sa.Column("acted_at", sa.Float, nullable=False),
)
"""Who is signed in; `key` is the SHA-256 of what the browser holds."""

INVITATION = sa.Table(
    "invitation",
    METADATA,
    sa.Column("key", sa.Text, primary_key=True),
    sa.Column("account", sa.Text, sa.ForeignKey("account.id"), nullable=False, unique=True),
    sa.Column("ends_at", sa.Float, nullable=False),
)
"""Links by which people choose their passphrase; each is good once."""

SLOT = sa.Table(
    "slot",
    METADATA,
    sa.Column("account", sa.Text, sa.ForeignKey("account.id"), primary_key=True),
    sa.Column("sealed", sa.Text, nullable=False),
)
"""The key of the operations, once for each account, sealed under its passphrase."""

OUTSIDE = sa.Table(
    "outside",
    METADATA,
    sa.Column("account", sa.Text, sa.ForeignKey("account.id"), primary_key=True),
    sa.Column("known_as", sa.Text, nullable=False, unique=True),
)
"""What the provider knows somebody by: their confirmed address, or its own number for them."""

VISIT = sa.Table(
    "visit",
    METADATA,
    sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
    sa.Column("at", sa.Float, nullable=False),
    sa.Column("act", sa.Text, nullable=False),
    sa.Column("account", sa.Text),
    sa.Column("by", sa.Text),
    sa.Column("origin", sa.Text, nullable=False),
    sa.Column("detail", sa.Text, nullable=False),
    sa.Column("prev", sa.Text, nullable=False, server_default=""),
    sa.Column("hash", sa.Text, nullable=False, server_default=""),
)
"""What was tried at the door, and what was changed about accounts, as a chain; only ever added to."""
