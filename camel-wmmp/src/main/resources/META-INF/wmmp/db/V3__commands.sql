-- Commands that wait for their terminals. Those of one terminal leave in the order of their ids.

CREATE TABLE wmmp_command (
    command_id  BIGINT NOT NULL PRIMARY KEY,
    terminal_id VARCHAR(16) ${collation} NOT NULL,
    command     VARCHAR(32) NOT NULL,
    expires     TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    max_tries   INTEGER NOT NULL,
    sealed_body BYTEA NOT NULL
);
