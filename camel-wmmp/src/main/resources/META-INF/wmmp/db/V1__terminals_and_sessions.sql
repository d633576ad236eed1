-- What a platform keeps of its terminals (io.wmmp.jdbc). Ids are compared byte by byte, whatever the locale of the database.
-- Columns named sealed_... are enciphered under the key for stored secrets and of no use without it.

CREATE TABLE wmmp_terminal (
    terminal_id    VARCHAR(16) ${collation} NOT NULL PRIMARY KEY,
    imei           VARCHAR(16) NOT NULL,
    imsi           VARCHAR(15) NOT NULL,
    msisdn         VARCHAR(32),
    ec_code        VARCHAR(64),
    dialect        VARCHAR(64),
    security       VARCHAR(16),
    peers          VARCHAR(1000000) NOT NULL,
    sim_locked     BOOLEAN NOT NULL,
    sealed_keys    BYTEA NOT NULL,
    sealed_pending BYTEA,
    CONSTRAINT wmmp_terminal_identity UNIQUE (imei, imsi)
);

CREATE TABLE wmmp_session (
    terminal_id    VARCHAR(16) ${collation} NOT NULL PRIMARY KEY,
    state          VARCHAR(16) NOT NULL,
    bearer         VARCHAR(8),
    address        VARCHAR(300),
    last_heard     TIMESTAMP(3) WITH TIME ZONE,
    sealed_content BYTEA NOT NULL
);
