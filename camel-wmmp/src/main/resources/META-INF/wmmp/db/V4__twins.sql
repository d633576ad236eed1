-- What terminals have said of their configuration, and what it shall be; in the form of io.wmmp.platform.Twin, without secrets.

CREATE TABLE wmmp_twin (
    terminal_id VARCHAR(16) ${collation} NOT NULL PRIMARY KEY,
    pending     BOOLEAN NOT NULL,
    content     BYTEA NOT NULL
);
