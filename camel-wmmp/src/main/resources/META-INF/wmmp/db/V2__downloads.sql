-- What terminals were told to fetch, and how far they are.

CREATE TABLE wmmp_download (
    terminal_id    VARCHAR(16) ${collation} NOT NULL PRIMARY KEY,
    name           VARCHAR(1000) NOT NULL,
    version        VARCHAR(1000) NOT NULL,
    size           BIGINT NOT NULL,
    sha256         VARCHAR(64) NOT NULL,
    transaction_id BIGINT NOT NULL,
    read_point     BIGINT NOT NULL,
    status         VARCHAR(16) NOT NULL,
    reason         VARCHAR(1000),
    changed        TIMESTAMP(3) WITH TIME ZONE NOT NULL
);
