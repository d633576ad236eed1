-- Firmware for many terminals. The terminals of a campaign are 16 bytes each, in their order; what has become of one is a row
-- of its own, which is missing for those that are still to come.

CREATE TABLE wmmp_campaign (
    campaign_id         VARCHAR(36) NOT NULL PRIMARY KEY,
    name                VARCHAR(64) NOT NULL,
    version             VARCHAR(20) NOT NULL,
    size                BIGINT NOT NULL,
    crc16               INTEGER NOT NULL,
    crc32               BIGINT NOT NULL,
    sha256              VARCHAR(64) NOT NULL,
    terminals           BYTEA NOT NULL,
    parallel            INTEGER NOT NULL,
    stop_after_failures INTEGER NOT NULL,
    timeout_millis      BIGINT NOT NULL,
    started             TIMESTAMP(3) WITH TIME ZONE NOT NULL,
    stopped             BOOLEAN NOT NULL
);

CREATE TABLE wmmp_campaign_end (
    campaign_id VARCHAR(36) NOT NULL REFERENCES wmmp_campaign ON DELETE CASCADE,
    terminal_id VARCHAR(16) ${collation} NOT NULL,
    failure     VARCHAR(1000),
    PRIMARY KEY (campaign_id, terminal_id)
);
